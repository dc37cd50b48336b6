"""What a HubSpot user would now see, as pages for a browser."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.hubspot.account import Account


def index_page(account: Account) -> Answer:
    """Return a page that links to every contact's."""
    rows = "".join(
        f'<li><a href="/_sandbox/contacts/{html.escape(record.email)}.html">'
        f"{html.escape(record.email)}</a></li>"
        for record in account.contacts.active()
    )
    others = "".join(
        f'<a href="/_sandbox/{name}">{name}</a> ' for name in ("snapshot", "executions", "requests")
    )
    count = len(account.contacts.records)
    return _page(f"<p>{others}</p><h1>{count} contacts</h1><ul>{rows}</ul>")


def contact_page(key: str, description: Mapping[str, Any]) -> Answer:
    """Return what there is of one contact as a page."""
    rows = "".join(
        f"<tr><th align=left>{html.escape(name)}<td><pre>"
        f"{html.escape(value if isinstance(value, str) else json.dumps(value, indent=1))}</pre>"
        for name, value in description.items()
    )
    back = '<p><a href="/_sandbox/">all contacts</a></p>'
    return _page(f"{back}<h1>{html.escape(key)}</h1><table>{rows}</table>")


def _page(content: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>HubSpot sandbox</title>{content}"
    return Answer(200, headers={"Content-Type": "text/html;charset=utf-8"}, raw=page.encode())
