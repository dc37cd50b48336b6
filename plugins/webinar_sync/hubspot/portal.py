"""Which HubSpot account is pushed to, and whether this warehouse may write to it now.

An account is recognised by what HubSpot says of the token, else by what the connection says, and
ever after by the mark that each push leaves there: `portal_claim` reads and raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from webinar_sync.hubspot.client import Checks
from webinar_sync.hubspot.portal_account import Account, identify
from webinar_sync.hubspot.portal_claim import claim, claim_late, confirm_account, is_claimed

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.hubspot.run import HubspotRun
    from webinar_sync.warehouse.engine import Warehouse

OBSTACLES = {
    "unknown_account": "HubSpot does not say which account the token is of: nothing is sent",
    "another_warehouse": "another warehouse writes to the HubSpot account: nothing is sent until "
    "push_hubspot is run by hand with take_over",
    "another_copy": "another copy of this warehouse writes to the HubSpot account: nothing is sent "
    "until push_hubspot is run by hand with take_over",
    "mark_gone": "somebody removed this warehouse's mark from HubSpot: what cannot be taken back "
    "waits for the next push, which must find the new mark there",
}
"""Why not everything may be sent, in words; by `hubspot.portal.obstacle`."""

WITHHELD = {
    "not_connected": "No connection is of the Zoom account {account_id} now: nothing of it is sent "
    "and nothing withdrawn.",
    "sandbox": "The Zoom account {account_id} is the sandbox's: nothing of it is sent to this "
    "HubSpot account.",
}
"""Why nothing of a Zoom account is sent, in words; by `hubspot.withheld_accounts.reason`."""


@dataclass(frozen=True)
class PortalAnswer:
    """Whether this warehouse may write to the HubSpot account now.

    `may_write`: anything at all. `may_take_irrevocable`: also what cannot be taken back. `words`:
    why not; empty where everything may be sent.
    """

    may_write: bool
    may_take_irrevocable: bool
    words: str = ""


def check_portal(run: HubspotRun, has_requests: Callable[[], bool] | None = None) -> None:
    """Check that HubSpot's account is the right one, and that this warehouse may write to it.

    Asks HubSpot for the account once for each token, and for the mark once for each run that has
    anything to read or to send; the mark is raised before anything is sent.

    :param has_requests: whether the push has anything to send; None: the run only reads. Who takes
        over does so whatever there is to send
    :raises HubspotPortalError: if the account is not the one pushed to before, or not the one that
        the connection names, or unknown; for a push, also if another warehouse writes to it
    """
    account = identify(run)
    client = run.client
    client.time_zone = account.time_zone
    if has_requests is None:
        client.checks = Checks(before_reading=_check_of_reader(run, account))
    elif is_claimed(run, account):
        client.checks = Checks()
    elif client.checks.before_writing is None and (run.take_over or has_requests()):
        client.checks = Checks()
        claim(run, account)
    else:
        client.checks = Checks(
            before_reading=_check_of_reader(run, account),
            before_writing=partial(claim_late, run, account),
        )


def portal_answer(warehouse: Warehouse) -> PortalAnswer:
    """Return what the last check found, from the warehouse alone."""
    rows = warehouse.rows("hubspot/select_portal")
    obstacle = rows[0]["obstacle"] if rows else None
    if obstacle is None:
        return PortalAnswer(may_write=True, may_take_irrevocable=True)
    return PortalAnswer(
        may_write=obstacle == "mark_gone", may_take_irrevocable=False, words=OBSTACLES[obstacle]
    )


def portal_lines(warehouse: Warehouse) -> list[str]:
    """Return, for the plan of a push, what is withheld for the sake of the HubSpot account."""
    words = portal_answer(warehouse).words
    lines = [f"{words[:1].upper()}{words[1:]}."] if words else []
    lines += [
        WITHHELD[row["reason"]].format(account_id=row["account_id"])
        for row in warehouse.rows("hubspot/select_withheld_accounts")
    ]
    twins = warehouse.rows("hubspot/count_native_twins")[0]["withheld"]
    if twins:
        lines.append(
            f"Of {twins} webinars HubSpot's own Zoom app made events: none is made beside them "
            "until the setting beside_native_app is on."
        )
    return lines


def _check_of_reader(run: HubspotRun, account: Account) -> Callable[[], None] | None:
    """Return what must be checked before HubSpot is read; None: nothing."""
    if account.is_named or not account.row["pushes"]:
        return None
    return partial(confirm_account, run, account)
