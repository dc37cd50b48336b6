"""Which HubSpot account the connection's token is of: as HubSpot says, or as was written down."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from webinar_sync.hubspot.endpoints import DETAILS
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotPortalError,
    HubspotScopeError,
    HubspotUnknownAccountError,
)

if TYPE_CHECKING:
    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """The HubSpot account of a run.

    `row`: of hubspot.portal. `is_named`: HubSpot said just now that the token is of this account;
    else it was recognised before, or only written down, and the mark there must prove it.
    """

    row: Row
    is_named: bool

    @property
    def portal_id(self) -> int:
        """HubSpot's id of the account."""
        return int(self.row["portal_id"])

    @property
    def time_zone(self) -> str:
        """The account's: its day of requests ends at midnight there."""
        return str(self.row["time_zone"])


def identify(run: HubspotRun) -> Account:
    """Return the account of the connection; HubSpot is asked once for each token.

    :raises HubspotPortalError: if it is not the one pushed to before, or not the one that the
        connection names; or if nobody says which it is
    """
    config = run.client.config
    row = read_row(run)
    if (
        row is not None
        and row["connection_sha256"] == config.connection_sha256
        and config.portal_id in (None, row["portal_id"])
    ):
        return Account(row, is_named=False)
    named = read_account(run)
    portal_id, time_zone = named or (config.portal_id, "UTC")
    if portal_id is None:
        fail_unknown(run)
    if config.portal_id not in (None, portal_id):
        raise HubspotPortalError(
            f"The token of the connection {config.conn_id} belongs to HubSpot account {portal_id}, "
            f"and the connection's extra says portal_id {config.portal_id}. Correct one of them."
        )
    if row is not None and row["pushes"] == 0 and (named is None or row["portal_id"] != portal_id):
        # Nothing was sent yet, but what was read may be another account's.
        run.warehouse.execute("hubspot/forget_portal")
        row = None
    if row is not None:
        check_same(run, row, portal_id)
        if named is None:
            return Account(row, is_named=False)
    remember(run, portal_id, time_zone)
    stored = read_row(run)
    if stored is None:
        raise HubspotPortalError("The HubSpot account was forgotten meanwhile: push again.")
    return Account(stored, is_named=named is not None)


def check_same(run: HubspotRun, row: Row, portal_id: int) -> None:
    """Refuse an account other than that which was pushed to.

    :raises HubspotPortalError: if it is another
    """
    if row["portal_id"] != portal_id:
        raise HubspotPortalError(
            f"This warehouse was pushed to HubSpot account {row['portal_id']}, and the token of "
            f"the connection {run.client.config.conn_id} belongs to {portal_id}. Connect "
            f"{row['portal_id']} again. To begin anew with the other account, run in the "
            "warehouse: select hubspot.forget_portal()"
        )


def remember(run: HubspotRun, portal_id: int, time_zone: str) -> None:
    """Remember the account, and by which connection it was recognised."""
    run.warehouse.execute(
        "hubspot/upsert_portal",
        portal_id=portal_id,
        is_sandbox=run.client.config.is_sandbox,
        time_zone=time_zone,
        connection_sha256=run.client.config.connection_sha256,
        run_id=run.run_id,
    )


def read_row(run: HubspotRun) -> Row | None:
    """Return the row of hubspot.portal, if there is one."""
    rows = run.warehouse.rows("hubspot/select_portal")
    return rows[0] if rows else None


def fail_unknown(run: HubspotRun) -> NoReturn:
    """Refuse an account that nobody names.

    :raises HubspotUnknownAccountError: always
    """
    raise HubspotUnknownAccountError(
        "HubSpot does not say which account the token of the connection "
        f"{run.client.config.conn_id} belongs to. Give it the scope oauth, or write the account's "
        "id as portal_id into the connection's extra."
    )


def read_account(run: HubspotRun) -> tuple[int, str] | None:
    """Return id and time zone of the token's account; None if the token may not read them."""
    try:
        details = run.client.call(DETAILS).body
    except HubspotScopeError as error:
        # Guess: a service key may lack the scope `oauth`; the push itself does not need it.
        log.warning("The HubSpot account of the token is unknown: %s", error)
        return None
    time_zone = str(details.get("timeZone") or "UTC")
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError):
        time_zone = "UTC"
    if not str(details.get("portalId") or "").isdigit():
        raise HubspotBadAnswerError("GET account details: the response has no portalId")
    return int(details["portalId"]), time_zone
