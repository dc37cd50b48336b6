"""What an administrator sets by mistake, and sets back."""

from __future__ import annotations

from sqlalchemy import text

from webinar_sync.warehouse.engine import Warehouse

_EXCLUDE = (
    "insert into settings.excluded_host_domains values ('corp.example.com', 'webinars')",
    "update settings.sync set on_exclude = 'withdraw'",
)
_INCLUDE = (
    "delete from settings.excluded_host_domains",
    "update settings.sync set on_exclude = 'keep'",
)


def exclude_hosts(url: str) -> None:
    """Exclude all hosts, and let everything of theirs be withdrawn."""
    _execute(url, *_EXCLUDE)


def include_hosts(url: str) -> None:
    """Exclude nobody any more."""
    _execute(url, *_INCLUDE)


def _execute(url: str, *statements: str) -> None:
    with Warehouse(url) as warehouse, warehouse.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))
