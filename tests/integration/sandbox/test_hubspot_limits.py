"""Tests of the sandbox's HubSpot: limits, tokens and scopes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.integration.sandbox.hubspot_client import ANN, PORTAL, C, Hubspot


def test_the_window_of_ten_seconds_rolls(limited: Hubspot) -> None:
    responses = [limited.read(ANN) for _ in range(4)]

    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert responses[0].headers["X-HubSpot-RateLimit-Max"] == "3"
    assert responses[0].headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    assert responses[2].headers["X-HubSpot-RateLimit-Remaining"] == "0"
    body = responses[3].json()
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert body["correlationId"]

    limited.sandbox.clock.advance(9.9)
    assert limited.read(ANN).status_code == 429
    limited.sandbox.clock.advance(0.2)
    assert limited.read(ANN).status_code == 200


def test_the_day_ends_at_midnight_in_the_accounts_time_zone(limited: Hubspot) -> None:
    for _ in range(5):
        assert limited.read(ANN).status_code == 200
        limited.sandbox.clock.advance(10)
    assert limited.read(ANN).json()["policyName"] == "DAILY"

    limited.sandbox.clock.set(datetime(2026, 11, 21, 4, 59, tzinfo=UTC))  # 23:59 in New York
    assert limited.read(ANN).status_code == 429
    limited.sandbox.clock.set(datetime(2026, 11, 21, 5, 0, tzinfo=UTC))
    response = limited.get("/account-info/2026-03/api-usage/daily/private-apps")
    (usage,) = response.json()["results"]
    assert (usage["currentUsage"], usage["usageLimit"]) == (1, 5)
    assert usage["resetsAt"] == "2026-11-22T05:00:00.000Z"


def test_searches_have_a_limit_of_their_own_and_no_headers(limited: Hubspot) -> None:
    limited.sandbox.account.limits = type(limited.sandbox.limits)(
        replace(PORTAL, requests_per_10s=100, requests_per_day=100)
    )
    responses = [limited.post(f"{C}/search", {"limit": 1}) for _ in range(6)]

    assert [response.status_code for response in responses] == [200] * 5 + [429]
    assert responses[5].json()["policyName"] == "SECONDLY"
    assert not any("RateLimit" in name for name in responses[0].headers)
    listing = responses[0].json()
    assert (listing["total"], len(listing["results"])) == (1, 1)  # never archived ones

    limited.sandbox.clock.advance(1)
    condition = {"propertyName": "email", "operator": "EQ", "value": "nobody@people.example"}
    body = {"limit": 10, "filterGroups": [{"filters": [condition]}]}
    assert limited.post(f"{C}/search", body).json()["total"] == 0


def test_a_wrong_token_and_a_missing_scope_are_refused(free: Hubspot) -> None:
    assert Hubspot(free.sandbox, free.url, "wrong").read(ANN).status_code == 401

    without = PORTAL.scopes - {"crm.objects.contacts.read"}
    free.sandbox.account.portal = replace(PORTAL, scopes=without)
    response = free.read(ANN)
    assert response.status_code == 403
    assert response.json()["context"] == {"missingScopes": ["crm.objects.contacts.read"]}
