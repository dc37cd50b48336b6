"""Reads the form of the Dag `register_contacts`: a webinar, and contacts to add to it or remove."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput
from webinar_sync.registration.outcomes import ADD, OUTCOMES_BY_ACTION

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_form(form: Mapping[str, Any]) -> tuple[str, str, list[int]] | None:
    """Return the action, the webinar and the contact ids of a form; None if it is empty.

    :raises InvalidInput: if it has webinar or contacts without the other, something that is no
        contact id, or another action than add and remove
    """
    action = str(form.get("action") or ADD)
    webinar = str(form.get("webinar") or "").strip()
    lines = [str(line).strip() for line in form.get("contact_ids") or []]
    contact_ids = [line for line in lines if line]
    if not webinar and not contact_ids:
        return None
    if not webinar or not contact_ids:
        raise InvalidInput("Write both: the webinar's id, and the contacts.")
    if action not in OUTCOMES_BY_ACTION:
        raise InvalidInput("Write as action: add or remove.")
    if not all(_is_contact_id(text) for text in contact_ids):
        raise InvalidInput(
            "Contacts are numbers: the contact_id of marts.contacts, one on each line. Do not "
            "write addresses: Airflow keeps what you write into a form."
        )
    return action, webinar, [int(text) for text in contact_ids]


def _is_contact_id(text: str) -> bool:
    """Tell whether a text is a number that PostgreSQL's bigint holds."""
    return bool(re.fullmatch(r"-?\d{1,19}", text)) and abs(int(text)) < 2**63
