"""Reads the mark in the HubSpot account, and raises it before a push sends anything.

Two warehouses that push to one account undo each other's work, and both start other people's
workflows. So whoever finds another's mark stops, until somebody says by a form which of them is to
write there.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from webinar_sync.hubspot.errors import (
    HubspotSetUpGoneError,
    HubspotTakenError,
    HubspotUnknownAccountError,
)
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.hubspot.mark import CARRIER, Mark, read_carrier, write_mark
from webinar_sync.hubspot.portal_account import (
    Account,
    check_same,
    fail_unknown,
    identify,
    read_account,
    remember,
)
from webinar_sync.hubspot.read_back import read_back_events

if TYPE_CHECKING:
    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.mark import Carrier
    from webinar_sync.hubspot.run import HubspotRun

CLAIM_SECONDS = 3600.0
"""A push that takes longer, or that waits for the next day's requests, looks at the mark again."""
TOKEN_BYTES = 8

OURS = "ours"
NEVER_MARKED = "never_marked"
UNMARKED = "unmarked"
MARK_GONE = "mark_gone"
ANOTHER_WAREHOUSE = "another_warehouse"
ANOTHER_COPY = "another_copy"
_REMOVED = (MARK_GONE, UNMARKED)
TAKEN = {
    ANOTHER_WAREHOUSE: "Another warehouse",
    ANOTHER_COPY: "Another copy of this warehouse, such as the one that it was restored from,",
}
"""Who wrote to the account last, where it was not this warehouse; in words."""


def relation_of(carrier: Carrier, row: Row) -> str:
    """Return whose mark is in the account, by what this warehouse remembers of its own.

    Where our property is and no mark, though this warehouse never left one, somebody removed that
    of another warehouse, perhaps.

    Of two copies of one warehouse, only that which wrote a mark knows its token: whichever comes
    second finds a token that it never wrote, however high its own counter is.

    :param row: of hubspot.portal
    """
    mark = carrier.mark
    if mark is None and row["pushes"]:
        return MARK_GONE
    if mark is None:
        return UNMARKED if carrier.exists else NEVER_MARKED
    if mark.warehouse_id != row["warehouse_id"]:
        return ANOTHER_WAREHOUSE
    return OURS if mark.token in row["mark_tokens"] else ANOTHER_COPY


def is_claimed(run: HubspotRun, account: Account) -> bool:
    """Tell whether this run has raised the mark, not long ago and by the same connection."""
    row = account.row
    return bool(
        row["claimed_run_id"] == run.run_id
        and row["claimed_seconds_ago"] < CLAIM_SECONDS
        and row["connection_sha256"] == run.client.config.connection_sha256
    )


def claim(run: HubspotRun, account: Account) -> str:
    """Raise the mark here, then in HubSpot; return whose it was before.

    Where it was not this warehouse's, all events of the account are read back first.

    :raises HubspotTakenError: if another warehouse wrote to the account, and the run is not to take
        over
    :raises HubspotPortalError: if the account is another, or unknown
    """
    carrier = read_carrier(run.client)
    relation = relation_of(carrier, account.row)
    if relation != OURS:
        account = _confirm_anew(run, account, relation)
    if relation in TAKEN and not run.take_over:
        _set_obstacle(run, relation)
        raise HubspotTakenError(
            f"{TAKEN[relation]} has written to HubSpot account {account.portal_id}: nothing is "
            "sent. If this warehouse is to write there from now on, stop the other one, and run "
            "push_hubspot by hand with take_over."
        )
    if relation != OURS or run.take_over:
        read_back_events(run, replaces=relation in TAKEN)
    if relation in TAKEN:
        run.warehouse.execute("hubspot/distrust_sent_contacts", run_id=run.run_id)
        run.warehouse.execute("hubspot/mark_lists_stale", run_id=run.run_id)
    if not carrier.exists and CARRIER in account.row["properties"].values():
        run.warehouse.execute("hubspot/mark_sent_contacts_stale")  # its values are gone, too
    mark = _raise_here(run, account.row, carrier.mark, relation)
    run.warehouse.execute("hubspot/bind_sandbox_accounts", run_id=run.run_id)
    write_mark(run.client, mark, exists=carrier.exists)
    run.warehouse.execute("hubspot/confirm_portal_claim", run_id=run.run_id)
    _report_mark(run, relation)
    return relation


def claim_late(run: HubspotRun, account: Account) -> None:
    """Claim the account in the middle of a step, whose rows were selected before.

    :raises HubspotSetUpGoneError: if the account was not this warehouse's: the rows are out of date
    """
    if claim(run, account) not in (OURS, NEVER_MARKED):
        raise HubspotSetUpGoneError(
            "HubSpot no longer had this warehouse's mark: it is written again, and the next "
            "attempt reads what else may have changed."
        )


def confirm_account(run: HubspotRun, account: Account) -> None:
    """Check before HubSpot is read that it is the account of which the mirror is.

    Whose mark is there does not matter for that, as long as HubSpot says which account it is.

    :raises HubspotPortalError: if it is another, or unknown
    """
    relation = relation_of(read_carrier(run.client), account.row)
    if relation != OURS:
        _confirm_anew(run, account, relation)
    elif account.row["connection_sha256"] != run.client.config.connection_sha256:
        remember(run, account.portal_id, account.time_zone)


def _confirm_anew(run: HubspotRun, account: Account, relation: str) -> Account:
    """Return the account, once it is certain which it is, though the mark does not say so.

    :raises HubspotPortalError: if it is not the one pushed to before, or unknown
    """
    if account.is_named:
        return account
    named = read_account(run)
    if named is not None:
        check_same(run, account.row, named[0])
        remember(run, *named)
        return replace(account, is_named=True)
    if relation in (NEVER_MARKED, UNMARKED):
        return account
    if not run.take_over:
        _set_obstacle(run, "unknown_account")
        raise HubspotUnknownAccountError(
            "HubSpot does not say which account the token of the connection "
            f"{run.client.config.conn_id} belongs to, and this warehouse's mark is not in it, so "
            "it may be another account than before. Give the token the scope oauth. If it is to "
            "be written to in any case, run push_hubspot by hand with take_over."
        )
    if run.client.config.portal_id is None:
        fail_unknown(run)
    # Record ids and the mirror may be another account's. By its id it is the same, so what is
    # history in it does not change.
    run.warehouse.execute("hubspot/forget_contents")
    return identify(run)


def _raise_here(run: HubspotRun, row: Row, seen: Mark | None, relation: str) -> Mark:
    """Raise the counter in the warehouse, and return the mark that HubSpot is to have."""
    config = run.client.config
    mark = Mark(
        row["warehouse_id"],
        max(row["pushes"], seen.pushes if seen else 0) + 1,
        secrets.token_hex(TOKEN_BYTES),
    )
    earlier = {OURS: [seen.token] if seen else [], MARK_GONE: row["mark_tokens"]}
    run.warehouse.execute(
        "hubspot/update_portal_claim",
        connection_sha256=config.connection_sha256,
        is_sandbox=config.is_sandbox,
        pushes=mark.pushes,
        mark_tokens=[*earlier.get(relation, []), mark.token],
        obstacle=_obstacle_left(run, row, relation),
        run_id=run.run_id,
    )
    return mark


def _obstacle_left(run: HubspotRun, row: Row, relation: str) -> str | None:
    """Return what still stands against sending everything.

    A mark that somebody removed is believed once a later push has found it there again: another
    warehouse that wrote its own meanwhile would show.
    """
    if run.take_over:
        return None
    is_first_push = row["obstacle_run_id"] == run.run_id
    is_waiting = relation == OURS and row["obstacle"] == MARK_GONE and is_first_push
    return MARK_GONE if relation in _REMOVED or is_waiting else None


def _report_mark(run: HubspotRun, relation: str) -> None:
    if relation not in _REMOVED:
        run.close_issues(OBJECT_KIND, "mark", [MARK_GONE])
        return
    run.open_issue(
        OBJECT_KIND,
        "mark",
        MARK_GONE,
        message="Somebody removed the mark of the warehouse that writes to HubSpot: the end of the "
        f"description of the contact property {CARRIER}. This warehouse's was written.",
    )


def _set_obstacle(run: HubspotRun, obstacle: str) -> None:
    run.warehouse.execute("hubspot/update_portal_obstacle", obstacle=obstacle, run_id=run.run_id)
