"""HubSpot's Airflow connection: the hook behind the type `hubspot`."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.endpoints import READ_CONTACTS
from webinar_sync.hubspot.errors import HubspotError
from webinar_sync.hubspot.settings import HubspotSettings, HubspotSettingsError


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
    def settings(self) -> HubspotSettings:
        """What the connection says.

        :raises HubspotSettingsError: if it lacks something
        """
        found = self.get_connection(self.hubspot_conn_id)
        host = str(found.host) if found.host else None
        if host and "://" not in host and found.port:
            host = f"{found.schema or 'https'}://{host}:{found.port}"
        return HubspotSettings.from_parts(
            self.hubspot_conn_id, host=host, password=found.password, extra=found.extra_dejson
        )

    def test_connection(self) -> tuple[bool, str]:
        """Ask for the contact of an address that nobody has; Airflow's Test button shows it."""
        try:
            client = HubspotClient(self.settings, _NoPace())
            body = {
                "idProperty": "email",
                "inputs": [{"id": "nobody@webinar-sync.invalid"}],
                "properties": ["email"],
                "propertiesWithHistory": [],
            }
            client.call(READ_CONTACTS, body)
        except (HubspotError, HubspotSettingsError) as error:
            return False, str(error)
        return True, "HubSpot answers, and the token may read contacts."


def find_settings() -> HubspotSettings | None:
    """Return what the connection `hubspot_default` says; None if HubSpot is not connected."""
    try:
        return HubspotHook().settings
    except AirflowNotFoundException:
        return None


class _NoPace:
    """One request needs no pace."""

    def wait(self) -> None:
        """Return at once."""

    def hold(self, seconds: float) -> None:
        """Hold nobody."""

    def learn(self, requests_per_10s: int) -> None:
        """Need to know nothing."""
