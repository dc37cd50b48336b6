"""What HubSpot's refusals mean: codes without values, missing scopes, errors by status."""

from __future__ import annotations

import pytest

from webinar_sync.hubspot.errors import (
    HubspotAuthError,
    HubspotRefusedError,
    HubspotScopeError,
    Reason,
    error_of,
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (None, "no reason given"),
        ({}, "no category"),
        ({"category": "Not one of HubSpot's"}, "no category"),
        (
            {"category": "VALIDATION_ERROR", "subCategory": "crm.INVALID_EMAIL"},
            "VALIDATION_ERROR",
        ),
        (
            {"category": "VALIDATION_ERROR", "errors": [{"code": "INVALID_EMAIL"}, "text"]},
            "VALIDATION_ERROR, INVALID_EMAIL",
        ),
        (
            {
                "category": "VALIDATION_ERROR",
                "message": r"ANNE_MARIE: [{\"error\":\"PROPERTY_DOESNT_EXIST\"}] READ_ONLY_VALUE",
            },
            "VALIDATION_ERROR, PROPERTY_DOESNT_EXIST, READ_ONLY_VALUE",
        ),
        (
            {"category": "CONFLICT", "errors": [{"code": code} for code in ("AAA", "BBB") * 2]},
            "CONFLICT, AAA, BBB",
        ),
    ],
)
def test_a_reason_holds_codes_and_nobodys_values(body: object, text: str) -> None:
    assert str(Reason.of(body)) == text


def test_missing_scopes_are_named_wherever_they_stand() -> None:
    error = error_of(
        "POST /contacts",
        403,
        {
            "category": "MISSING_SCOPES",
            "correlationId": "0a1b2c3d-0000",
            "context": {"missingScopes": ["crm.objects.contacts.write"]},
            "errors": [{"context": {"requiredScope": "oauth"}}, {"context": {"id": ["7"]}}],
        },
    )

    assert isinstance(error, HubspotScopeError)
    assert error.scopes == ["crm.objects.contacts.write", "oauth"]
    assert "(correlation id 0a1b2c3d-0000)" in str(error)


def test_other_statuses_are_a_refused_token_or_a_refused_request() -> None:
    refused_token = error_of("GET /users", 401, None)
    refused_request = error_of("GET /users", 409, {"category": "CONFLICT", "message": "ann@x.org"})

    assert isinstance(refused_token, HubspotAuthError)
    assert not isinstance(refused_token, HubspotScopeError)
    assert isinstance(refused_request, HubspotRefusedError)
    assert (refused_request.status, refused_request.reason) == (409, Reason("CONFLICT"))
    assert str(refused_request) == "GET /users: HTTP 409, CONFLICT"
