"""Endpoints about the account itself: which it is, what is used of its limits, its users."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.hubspot.calls import Endpoint
from sandbox.hubspot.contacts import iso
from sandbox.hubspot.errors import Answer

if TYPE_CHECKING:
    from sandbox.hubspot.calls import Call


def details(call: Call) -> Answer:
    """Answer which account the token is of."""
    portal = call.account.portal
    offset = call.now.astimezone(ZoneInfo(portal.time_zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    return Answer(
        200,
        {
            "portalId": portal.portal_id,
            "accountType": "STANDARD",
            "timeZone": portal.time_zone,
            "utcOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{minutes % 60:02}",
            "utcOffsetMilliseconds": minutes * 60_000,
            "companyCurrency": "EUR",
            "additionalCurrencies": [],
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        },
    )


def usage(call: Call) -> Answer:
    """Answer how much of the day's requests is used, and when the day ends."""
    portal, limits = call.account.portal, call.account.limits
    row = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": portal.requests_per_day,
        "currentUsage": limits.used_today,
        "collectedAt": iso(call.now),
        "fetchStatus": "SUCCESS",
        "resetsAt": iso(_midnight_after(call.now, portal.time_zone)),
    }
    return Answer(200, {"results": [row]})


def _midnight_after(now: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(now.tzinfo)


def users(call: Call) -> Answer:
    """List the account's users."""
    rows = [
        {
            "id": str(9000 + place),
            "email": one.email,
            "firstName": one.first_name,
            "lastName": one.last_name,
            "roleIds": [],
            "superAdmin": False,
        }
        for place, one in enumerate(call.account.portal.users)
    ]
    return call.page(rows)


def owners(call: Call) -> Answer:
    """List the account's owners: here, its users."""
    rows = [
        {
            "id": str(8000 + place),
            "email": one.email,
            "type": "PERSON",
            "firstName": one.first_name,
            "lastName": one.last_name,
            "userId": 9000 + place,
            "archived": False,
            "createdAt": iso(call.now),
            "updatedAt": iso(call.now),
        }
        for place, one in enumerate(call.account.portal.users)
    ]
    return call.page(rows)


ENDPOINTS = (
    Endpoint("GET", "/account-info/{version}/details", "oauth", details),
    Endpoint("GET", "/account-info/{version}/api-usage/daily/private-apps", "oauth", usage),
    Endpoint("GET", "/settings/users/{version}", "settings.users.read", users),
    Endpoint("GET", "/crm/owners/{version}", "crm.objects.owners.read", owners),
)
