"""Requests as Zoom's webhooks send them, signed, and the webhooks that they are sent to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.zoom.webhooks import sign
from tests.builders import WEBHOOK_SECRET
from webinar_sync.errors import ConfigError
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signing_secrets import SigningSecrets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.warehouse.engine import Warehouse

EVENTS = "/zoom/events"
SECONDS = 1_795_000_000.0
"""The moment of all requests, in November 2026, at which the webhooks' clock stands still."""
ACCOUNT_ID, OTHER_ID = "acc-main", "acc-other"
SECRETS = {ACCOUNT_ID: WEBHOOK_SECRET, OTHER_ID: "another-secret-token"}


def zoom_backend(warehouse: Warehouse, secrets: Mapping[str, str] = SECRETS) -> Backend:
    """Return a backend that knows Zoom accounts, and no HubSpot."""
    return Backend(warehouse, no_hubspot, lambda: read_secrets(secrets))


def read_secrets(texts: Mapping[str, str]) -> dict[str, SigningSecrets]:
    """Return secrets, as connections say them."""
    return {account_id: SigningSecrets.read(text) for account_id, text in texts.items()}


def signed(
    body: Any, secret: str = WEBHOOK_SECRET, seconds: float = SECONDS
) -> tuple[bytes, dict[str, str]]:
    """Return a body and its headers, as Zoom signs them."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return content, sign(secret, content, seconds)


def no_hubspot() -> WebhookSettings:
    """Say that HubSpot is not connected."""
    raise ConfigError("there is no connection hubspot_default")
