"""Requests as HubSpot's workflows send them, signed, and the webhooks that they are sent to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from sandbox.hubspot.workflows import sign
from tests.builders import OPEN
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signing_secrets import SigningSecrets

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
SECONDS = 1_716_382_579.0
"""The moment of all requests, at which the webhooks' clock stands still."""
PUBLIC = "https://hooks.example.com/webinar-sync"
PORTAL = 4711
REGISTER, CANCEL = "/hubspot/registrations", "/hubspot/cancellations"
OPTIONS = "/hubspot/webinars"


def backend(warehouse: Warehouse, **changes: Any) -> Backend:
    """Return a backend that knows who may call."""
    return Backend(warehouse, lambda: who_may_call(**changes))


def who_may_call(secret: str = SECRET, **changes: Any) -> WebhookSettings:
    """Return who may call.

    :param secret: as a connection says it
    """
    return WebhookSettings(SigningSecrets.read(secret), PUBLIC, PORTAL, **changes)


def call(key: str = "ap-4711-1-7-0", **changes: Any) -> dict[str, Any]:
    """Return what HubSpot sends for a contact."""
    values = {
        "callbackId": key,
        "origin": {"portalId": PORTAL, "actionDefinitionId": 2, "actionDefinitionVersion": 1},
        "context": {"source": "WORKFLOWS", "workflowId": 77},
        "object": {
            "objectId": 904,
            "objectType": "CONTACT",
            "properties": {"email": "ann@people.example.com", "firstname": "Ann", "lastname": None},
        },
        "inputFields": {"webinarId": str(OPEN)},
    }
    return {**values, **changes}


def signed(
    path: str, body: object, query_string: str = "", secret: str = SECRET
) -> tuple[bytes, dict[str, str]]:
    """Return a body and its headers, as HubSpot signs them."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    uri = f"{PUBLIC}{path}{'?' if query_string else ''}{query_string}"
    return content, sign(secret, "POST", uri, content, SECONDS)


def signed_v2(path: str, body: object) -> tuple[bytes, dict[str, str]]:
    """Return a body and its headers, signed without a time alone."""
    content, headers = signed(path, body)
    names = ("X-HubSpot-Signature", "X-HubSpot-Signature-Version")
    return content, {name: headers[name] for name in names}


def post(url: str, path: str, body: object) -> requests.Response:
    """Send a signed request."""
    content, headers = signed(path, body)
    return requests.post(url + path, data=content, headers=headers, timeout=60)
