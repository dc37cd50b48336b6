"""HubSpot's endpoints of the account itself: which it is, its used limits, its users."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint
from sandbox.hubspot.errors import validation
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from sandbox.hubspot.model import User


def get_details(call: Call) -> Answer:
    """Answer which account the token belongs to."""
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


def get_usage(call: Call) -> Answer:
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


def get_token_info(call: Call) -> Answer:
    """Answer what the token in the body may do.

    :raises HubspotError: 400 if it is another one
    """
    portal = call.account.portal
    if (call.body or {}).get("tokenKey") != portal.token:
        raise validation("tokenKey is not valid")
    body = {
        "userId": 9001,
        "hubId": portal.portal_id,
        "appId": portal.app_id,
        "scopes": sorted(portal.scopes),
    }
    return Answer(200, body)


def list_users(call: Call) -> Answer:
    """List the account's users."""
    rows = [
        {
            "id": str(_user_id(user)),
            "email": user.email,
            "firstName": user.first_name,
            "lastName": user.last_name,
            "roleIds": [],
            "superAdmin": False,
        }
        for user in call.account.portal.users
    ]
    return call.page(rows)


def list_owners(call: Call) -> Answer:
    """List the account's owners: in the sandbox, its users."""
    rows = [
        {
            "id": str(8000 + place),
            "email": user.email,
            "type": "PERSON",
            "firstName": user.first_name,
            "lastName": user.last_name,
            "userId": _user_id(user),
            "archived": False,
            "createdAt": iso(call.now),
            "updatedAt": iso(call.now),
        }
        for place, user in enumerate(call.account.portal.users)
    ]
    return call.page(rows)


def _user_id(user: User) -> int:
    """Return a user's id, which does not depend on who else is a user."""
    return 9000 + zlib.crc32(user.email.encode())


def _midnight_after(now: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(now.tzinfo)


ENDPOINTS = (
    Endpoint("GET", "/account-info/{version}/details", "oauth", get_details),
    Endpoint("POST", "/oauth/v2/private-apps/get/access-token-info", "", get_token_info),
    Endpoint("GET", "/account-info/{version}/api-usage/daily/private-apps", "oauth", get_usage),
    # No specification of 2026-09 has it.
    Endpoint(
        "GET",
        "/settings/users/{version}",
        "settings.users.read",
        list_users,
        ("2026-03", "2026-09-beta"),
    ),
    Endpoint("GET", "/crm/owners/{version}", "crm.objects.owners.read", list_owners),
)
