"""The hooks behind Airflow's connection types `zoom` and `hubspot`, with their Test buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook

from webinar_sync.airflow.lookups import get_connection
from webinar_sync.errors import WebinarSyncError
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig, HubspotWebhooks
from webinar_sync.hubspot.endpoints import READ_CONTACTS
from webinar_sync.hubspot.pacing import NoPacer
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig
from webinar_sync.zoom.endpoints import USERS

if TYPE_CHECKING:
    from airflow.sdk import Connection


class ZoomHook(BaseHook):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Reads a connection of type `zoom`: a Server-to-Server OAuth app of one Zoom account."""

    conn_name_attr = "zoom_conn_id"
    default_conn_name = "zoom_default"
    conn_type = "zoom"
    hook_name = "Zoom"

    def __init__(self, zoom_conn_id: str = default_conn_name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zoom_conn_id = zoom_conn_id

    @property
    def config(self) -> ZoomConfig:
        """What the connection says.

        :raises ConfigError: if it lacks something
        """
        connection = get_connection(self.zoom_conn_id)
        return ZoomConfig.from_parts(
            self.zoom_conn_id,
            host=_base_url(connection),
            login=connection.login,
            password=connection.password,
            extra=connection.extra_dejson,
        )

    @property
    def webhook_secrets(self) -> dict[str, str]:
        """The secret token of the account's webhooks, by the account's id; empty: it sends none.

        No app's id or secret is needed for it.
        """
        extra = get_connection(self.zoom_conn_id).extra_dejson
        account_id = str(extra.get("account_id") or "")
        secret = str(extra.get("webhook_secret") or "").strip()
        return {account_id: secret} if account_id and secret else {}

    def test_connection(self) -> tuple[bool, str]:
        """Request a token and one user; Airflow's Test button shows what came of it."""
        try:
            client = ZoomClient(self.config)
            client.get(USERS, query={"page_size": 1})
        except WebinarSyncError as error:
            return False, str(error)
        return True, "Zoom answers, and the app may list users."


class HubspotHook(BaseHook):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Reads a connection of type `hubspot`: the access token of one HubSpot account."""

    conn_name_attr = "hubspot_conn_id"
    default_conn_name = "hubspot_default"
    conn_type = "hubspot"
    hook_name = "HubSpot"

    def __init__(self, hubspot_conn_id: str = default_conn_name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hubspot_conn_id = hubspot_conn_id

    @property
    def config(self) -> HubspotConfig:
        """What the connection says.

        :raises ConfigError: if it lacks something
        """
        connection = get_connection(self.hubspot_conn_id)
        return HubspotConfig.from_parts(
            self.hubspot_conn_id,
            host=_base_url(connection) if connection.port else connection.host,
            password=connection.password,
            extra=connection.extra_dejson,
        )

    @property
    def webhooks(self) -> HubspotWebhooks:
        """What the connection says of HubSpot's webhooks, whether or not it has a token.

        :raises ConfigError: if a field makes no sense
        """
        connection = get_connection(self.hubspot_conn_id)
        return HubspotWebhooks.from_extra(self.hubspot_conn_id, connection.extra_dejson)

    def test_connection(self) -> tuple[bool, str]:
        """Read the contact of an address that nobody has; Airflow's Test button says if it can."""
        try:
            client = HubspotClient(self.config, NoPacer())
            body = {
                "idProperty": "email",
                "inputs": [{"id": "nobody@webinar-sync.invalid"}],
                "properties": ["email"],
                "propertiesWithHistory": [],
            }
            client.call(READ_CONTACTS, body)
        except WebinarSyncError as error:
            return False, str(error)
        return True, "HubSpot answers, and the token may read contacts."


def _base_url(connection: Connection) -> str | None:
    """Return the API's base as written: a URL, or a host with scheme and port in other fields."""
    host = connection.host
    if not host or "://" in host:
        return str(host) if host else None
    scheme = connection.schema or "https"
    return f"{scheme}://{host}:{connection.port}" if connection.port else f"{scheme}://{host}"
