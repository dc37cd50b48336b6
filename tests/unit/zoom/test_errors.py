"""`zoom.errors` and `zoom.issues`: what Zoom's refusals mean, and what to do about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomDailyLimitError,
    ZoomForbiddenError,
    ZoomNoRegistrationError,
    ZoomNotFoundError,
    ZoomOddRowsError,
    ZoomPageTokenError,
    ZoomPlanMissingError,
    ZoomRegistrantGoneError,
    ZoomResourceError,
    ZoomScopeError,
    ZoomTooOldError,
    ZoomUnavailableError,
    ZoomUserLeftError,
    error_of,
    is_not_permitted,
)
from webinar_sync.zoom.issues import ACCOUNT_CODES, account_issue
from webinar_sync.zoom.row_rules import RowTally


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, {"code": 3001, "message": "Webinar does not exist: 1."}, ZoomNotFoundError),
        (400, {"code": 3079, "message": "Registrant is gone: x."}, ZoomRegistrantGoneError),
        (400, {"code": 12702, "message": "Can not access a webinar a year ago."}, ZoomTooOldError),
        (400, {"code": 300, "message": "Invalid webinar ID."}, ZoomResourceError),
        (400, {"code": 300, "message": "Next page token expired."}, ZoomPageTokenError),
        (400, {"code": 200, "message": "Webinar plan is missing."}, ZoomPlanMissingError),
        (400, {"code": 3000, "message": "Registration is not on."}, ZoomNoRegistrationError),
        (
            400,
            {"code": 1010, "message": "User does not belong to this account: x."},
            ZoomUserLeftError,
        ),
        (
            200,
            {"code": 200, "message": "Webinar plan subscription is missing."},
            ZoomPlanMissingError,
        ),
        (200, {"code": 200, "message": "Webinar plan subscription missing."}, ZoomPlanMissingError),
        (403, {"code": 12703, "message": "No permission for the group: 1."}, ZoomForbiddenError),
        (
            403,
            {"message": "Access to the Zoom REST API has been denied for this account."},
            ZoomAuthError,
        ),
        (403, {"message": "Forbidden"}, ZoomResourceError),
        (404, None, ZoomResourceError),
        (404, {"status": 404, "error": "Not Found"}, ZoomResourceError),
        (401, None, ZoomResourceError),
        (403, None, ZoomResourceError),
        (503, None, ZoomUnavailableError),
        (401, {"code": 124, "message": "Invalid access token."}, ZoomAuthError),
        (401, {"code": 4700, "message": "Token does not contain scopes:[a]"}, ZoomScopeError),
    ],
)
def test_refusals_are_told_apart_by_code_and_text(
    status: int, body: dict[str, Any] | None, kind: type[Exception]
) -> None:
    assert type(error_of("GET /x", status, body)) is kind


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        (3027, "Host cannot register", "host"),
        (3000, "You were invited as a panelist.", "panelist"),
        (3000, "Registration has not been enabled for this webinar.", "no_registration"),
        (300, "Invalid webinar ID.", "not_found"),
        (300, "Validation Failed.", "invalid"),
        (9999, "Whatever.", ""),
    ],
)
def test_a_refused_registration_has_a_reason(code: int, message: str, reason: str) -> None:
    error = error_of("POST /x", 400, {"code": code, "message": message})

    assert isinstance(error, ZoomResourceError)
    assert error.reason == reason


@pytest.mark.parametrize(
    ("status", "body", "is_so"),
    [
        (400, {"code": 200, "message": "No permission."}, True),
        (400, {"code": 200, "message": "This is only available for paid account: x."}, True),
        (403, {"code": 12703, "message": "No permission for the group: 1."}, True),
        (400, {"code": 300, "message": "Invalid parameter: from."}, False),
        (404, {"code": 3001, "message": "Not found."}, False),
        (403, None, False),
        (403, {"message": "Forbidden"}, False),
    ],
)
def test_what_is_not_permitted_is_told_from_other_refusals(
    status: int, body: object, is_so: bool
) -> None:
    error = error_of("GET /x", status, body)

    assert isinstance(error, ZoomResourceError)
    assert is_not_permitted(error) is is_so


def test_an_error_holds_no_text_of_zooms() -> None:
    body = {"code": 300, "message": "The value somebody.private@example.com is not valid."}

    assert str(error_of("GET /x", 400, body)) == "GET /x: HTTP 400, code 300"


def test_what_stops_an_account_has_a_code_and_a_remedy() -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    issues = {
        "scope": ZoomScopeError("no scope", ["user:read:list_users:admin"]),
        "auth": ZoomAuthError("refused"),
        "daily_limit": ZoomDailyLimitError("used up", midnight),
        "unavailable": ZoomUnavailableError("HTTP 503"),
        "forbidden": ZoomForbiddenError("HTTP 403"),
        "refused": ZoomResourceError("a page"),
        "contract_broken": ZoomOddRowsError(
            "GET /x", "sessions", "no row has the key y", RowTally(9, 9, ("y",))
        ),
    }

    remedies = {code: account_issue(error) for code, error in issues.items()}

    assert {name: code for name, (code, _) in remedies.items()} == {name: name for name in issues}
    assert set(issues) <= set(ACCOUNT_CODES)
    assert "user:read:list_users:admin" in remedies["scope"][1]
    assert "docs/operating.md" in account_issue(ZoomScopeError("no scope", []))[1]
    assert "2026-11-21 00:00 UTC" in remedies["daily_limit"][1]
