"""The HubSpot account's users, who are never created as contacts.

A contact that was made of a colleague cannot be unmade, so a list of users that lacks colleagues
serves nobody. An account has a user at least, and loses few at a time: an empty list, and one that
suddenly lacks many, leave the last list as it is, and add to it whom they name.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from webinar_sync.email import normalise
from webinar_sync.hubspot.batches import as_json, least_requests
from webinar_sync.hubspot.endpoints import OWNERS, USERS
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotRefusedError,
    HubspotScopeError,
)
from webinar_sync.hubspot.issues import OBJECT_KIND
from webinar_sync.warehouse.locks import lock_address_statuses
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.hubspot.batches import Row
    from webinar_sync.hubspot.run import HubspotRun

FEW_USERS = 2
"""So many users may vanish at once from any list that keeps half of them."""
FEW_PER_CENT = 10
"""And so many of a hundred: a company does not lose more of its people between two readings."""
SHORT_HOURS = 24
"""Who is missing from every list for so long is no user any more."""
USERS_MISSING = "users_missing"

log = logging.getLogger(__name__)


def refresh_users(run: HubspotRun, fresh_seconds: float) -> Counter[str]:
    """Read all users of the account, unless that was done lately; its owners if it must be.

    :raises HubspotBadAnswerError: if no list was ever read that can be believed
    """
    age = run.warehouse.rows("hubspot/select_users_age")[0]["seconds"]
    if age is not None and age < fresh_seconds:
        return Counter()
    users = _list_users(run)
    counts = least_requests(max(1, len(users)))
    rows = {
        str(user["id"]): {"user_id": str(user["id"]), "email": normalise(user["email"])}
        for user in users
        if user.get("email") and user.get("id")
    }
    _keep_users(run, rows)
    return counts + Counter(users_read=len(rows))


def _keep_users(run: HubspotRun, rows: dict[str, Row]) -> None:
    """Keep a list of users; if too many are missing from it, they stay, and that is reported."""
    emails = {row["email"] for row in rows.values()}
    known = run.warehouse.rows("hubspot/select_users")
    if not rows and not known:
        raise HubspotBadAnswerError(
            "HubSpot names no user of its account, and an account has one at least: nobody can be "
            "told from a colleague, so nobody is created"
        )
    missing = [row for row in known if row["user_id"] not in rows and row["email"] not in emails]
    is_short = not rows or has_lost_many(len(known), len(missing))
    parameters: dict[str, Any] = {"user_ids": list(rows), "run_id": run.run_id}
    with run.warehouse.transaction() as transaction:
        transaction.execute(text("lock table hubspot.users in exclusive mode"))
        lock_address_statuses(transaction)
        if not is_short:
            transaction.execute(query("hubspot/delete_users"), parameters)
        elif rows:
            parameters |= {"missing_ids": [row["user_id"] for row in missing], "hours": SHORT_HOURS}
            transaction.execute(query("hubspot/mark_missing_users"), parameters)
            transaction.execute(query("hubspot/delete_missing_users"), parameters)
        transaction.execute(
            query("hubspot/upsert_users"), {**parameters, "rows": as_json(rows.values())}
        )
    _report_missing(run, len(known), len(missing) if is_short else 0)


def has_lost_many(known: int, missing: int) -> bool:
    """Tell whether so many of the known users are missing that a list is not credible."""
    is_most = (known - missing) * 2 < known
    return is_most or missing > max(FEW_USERS, known * FEW_PER_CENT / 100)


def _report_missing(run: HubspotRun, known: int, missing: int) -> None:
    if not missing:
        run.close_issues(OBJECT_KIND, "users", [USERS_MISSING])
        return
    run.open_issue(
        OBJECT_KIND,
        "users",
        USERS_MISSING,
        message=f"HubSpot's list of its account's users lacks {missing} of {known} that it had: "
        "they still count as users.",
        resources=missing,
    )
    log.warning("HubSpot's list of users lacks %d of %d: they still count as users", missing, known)


def _list_users(run: HubspotRun) -> list[dict[str, Any]]:
    """List the users; the owners if the token may not list users, or the API no longer does."""
    version = run.client.config.api_version
    if USERS.version_for(version) != version:
        log.info(
            "HubSpot's API has no list of users in version %s: that of %s is read",
            version,
            USERS.version_for(version),
        )
    try:
        return list(run.client.pages(USERS))
    except HubspotScopeError:
        pass
    except HubspotRefusedError as error:
        if error.status != 404:
            raise
        log.warning("HubSpot's API has no list of users any more: its owners are read instead")
    return list(run.client.pages(OWNERS))
