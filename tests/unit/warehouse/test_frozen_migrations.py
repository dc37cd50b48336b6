"""Migrations that landed stay as they are: warehouses have applied them as they were."""

from __future__ import annotations

import hashlib

from webinar_sync.warehouse.queries import SQL_FOLDER

DIGESTS = {
    "0001.zoom.sql": "82756fdd8b8eba50b6f996e5bf1ea700",
    "0002.settings.sql": "b41067c0885705ce3b8486f963a23464",
    "0003.hubspot.sql": "6ae30c8a48b4f9878cd521f227ef899a",
    "0004.registration.sql": "a80ff0e5b6484b40108f1e3ce5424fc3",
    "0005.marts.sql": "8a498f4269545f5dd42f5af5c91abefa",
    "0006.sync.sql": "a8aca26f8e64d86a08946cfc59fedf2e",
    "0007.version.sql": "fc9325da6b36fed916941060d3228abc",
    "0008.accounts_of_contacts.sql": "899a43e7cf346f49d620bccbcaea7e0a",
    "0009.watched_recordings.sql": "a67f520df94306c86f0b80fca86dad1b",
}
"""MD5 of each file. A new file has a new line; no line is ever changed."""


def test_no_migration_is_edited_and_each_new_one_is_held() -> None:
    digests = {
        path.name: hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        for path in (SQL_FOLDER / "migrations").glob("*.sql")
    }

    assert digests == DIGESTS, (
        "A migration was edited: put it back, and write a new file instead (CONTRIBUTING.md)."
    )
