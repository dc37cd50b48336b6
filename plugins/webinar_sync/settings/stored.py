"""Reads the settings as they are stored, and what the warehouse knows of the ids in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.settings.model import (
    DOMAINS,
    HostSettings,
    QuestionProperty,
    SegmentSettings,
    Settings,
    SyncSettings,
)
from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from sqlalchemy import Connection


def lock_settings(transaction: Connection) -> Settings:
    """Read all settings, and lock them until the transaction ends: changes follow each other.

    :raises SettingsError: if the row of settings.sync is missing
    """
    transaction.execute(query("settings/lock_sync"))
    return read_settings(transaction)


def read_settings(transaction: Connection) -> Settings:
    """Read all settings, and wait for nobody.

    :raises SettingsError: if the row of settings.sync is missing
    """

    def rows(name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in transaction.execute(query(name)).mappings()]

    sync_rows = rows("settings/select_sync")
    if not sync_rows:
        raise SettingsError(
            "`settings.sync` has no row. Run `insert into settings.sync default values`."
        )
    domains = rows("settings/select_excluded_domains")
    return Settings(
        sync=SyncSettings(**sync_rows[0]),
        domains={
            applies_to: frozenset(
                row["domain"] for row in domains if row["applies_to"] == applies_to
            )
            for applies_to in DOMAINS
        },
        hosts={
            (row["account_id"], row["host_id"]): HostSettings(
                row["sync_new_webinars"], row["recordings"]
            )
            for row in rows("settings/select_hosts")
        },
        webinars={
            (row["account_id"], row["webinar_id"]): row["is_synced"]
            for row in rows("settings/select_webinars")
        },
        question_properties={
            row["question"]: QuestionProperty(row["property"], row["overwrites"])
            for row in rows("settings/select_question_properties")
        },
        segments={
            row["name"]: SegmentSettings(row["sql"], row["description"], row["is_kept_as_list"])
            for row in rows("segments/select_segments")
        },
    )


def find_unknown_ids(transaction: Connection, settings: Settings) -> list[str]:
    """Return a warning for each id that the warehouse has never seen.

    Of an account that is unknown there is one warning, and none of its hosts and webinars.
    """
    hosts = [("host", account_id, host_id) for account_id, host_id in settings.hosts]
    webinars = [
        ("webinar", account_id, str(webinar_id)) for account_id, webinar_id in settings.webinars
    ]
    account_ids = sorted({account_id for _, account_id, _ in [*hosts, *webinars]})
    if not account_ids:
        return []
    named = [
        *hosts,
        *webinars,
        *(("account", account_id, account_id) for account_id in account_ids),
    ]
    unknown = [
        (str(row.kind), str(row.account_id), str(row.object_id))
        for row in transaction.execute(
            query("settings/select_unknown"),
            {
                "kinds": [kind for kind, _, _ in named],
                "account_ids": [account_id for _, account_id, _ in named],
                "object_ids": [object_id for _, _, object_id in named],
            },
        )
    ]
    unknown_accounts = {account_id for kind, account_id, _ in unknown if kind == "account"}
    return [
        f"the warehouse knows no account {account_id}: its settings wait for it"
        if kind == "account"
        else f"the warehouse knows no {kind} {object_id} of account {account_id}: its setting "
        "waits for it"
        for kind, account_id, object_id in unknown
        if kind == "account" or account_id not in unknown_accounts
    ]
