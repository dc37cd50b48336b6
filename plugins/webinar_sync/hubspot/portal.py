"""Which HubSpot account is pushed to: one and the same for ever, unless it is forgotten."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from webinar_sync.hubspot.endpoints import DETAILS
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotPortalError,
    HubspotScopeError,
)

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun

log = logging.getLogger(__name__)


def check_portal(run: HubspotRun) -> None:
    """Look up the token's account, once for each token, and check that it is the right one.

    :raises HubspotPortalError: if the account is not the one pushed to before, or not the one that
        the connection names; or if it is unknown, though only one account may be written to
    """
    config = run.client.config
    rows = run.warehouse.rows("hubspot/select_portal")
    recorded = rows[0] if rows else {"portal_id": None, "time_zone": "UTC", "token_sha256": None}
    recorded_id, time_zone = recorded["portal_id"], str(recorded["time_zone"])
    allowed_id = config.portal_id or recorded_id
    portal_id = recorded_id
    is_new_token = recorded["token_sha256"] != config.token_sha256
    if is_new_token or (recorded_id is None and allowed_id):
        account = _read_account(run)
        if account is None and allowed_id:
            raise HubspotPortalError(
                f"Only HubSpot account {allowed_id} may be written to, and HubSpot does not say "
                f"which account the token of the connection {config.conn_id} belongs to: give it "
                "the scope oauth."
            )
        portal_id, time_zone = account or (None, time_zone)
    if config.portal_id not in (None, portal_id):
        raise HubspotPortalError(
            f"The token of the connection {config.conn_id} belongs to HubSpot account {portal_id}, "
            f"and the connection's extra says portal_id {config.portal_id}. Correct one of them."
        )
    if recorded_id not in (None, portal_id):
        raise HubspotPortalError(
            f"This warehouse was pushed to HubSpot account {recorded_id}, and the token of the "
            f"connection {config.conn_id} belongs to {portal_id}. Connect {recorded_id} again. To "
            "begin anew with the other account, run in the warehouse: "
            "select hubspot.forget_portal()"
        )
    run.client.time_zone = time_zone
    run.warehouse.execute(
        "hubspot/upsert_portal",
        portal_id=portal_id,
        time_zone=time_zone,
        token_sha256=config.token_sha256,
        run_id=run.run_id,
    )


def _read_account(run: HubspotRun) -> tuple[int, str] | None:
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
