"""What the webhooks stand on: the warehouse, and what the connections say of who may call."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

SETTINGS_SECONDS = 60.0
"""So long are the connections remembered."""


class NotSetUpError(Exception):
    """Connections are missing that the webhooks need; the message says which."""


@dataclass(frozen=True)
class WebhookSettings:
    """Who may call. `public_url`: by which HubSpot calls, without a slash at its end."""

    client_secret: str = field(repr=False)
    public_url: str
    portal_id: int


class Backend:
    """The warehouse and the settings. Safe to share by threads."""

    def __init__(self, warehouse: Warehouse, read_settings: Callable[[], WebhookSettings]) -> None:
        self.warehouse = warehouse
        self._read_settings = read_settings
        self._settings: tuple[float, WebhookSettings] | None = None

    @classmethod
    def from_connections(cls) -> Backend:
        """Return what Airflow's connections `warehouse` and `hubspot_default` say.

        :raises NotSetUpError: if there is no warehouse
        """
        from airflow.sdk.exceptions import AirflowNotFoundException

        from webinar_sync.warehouse.connection import open_warehouse

        try:
            warehouse = open_warehouse()
        except AirflowNotFoundException as error:
            raise NotSetUpError(str(error)) from None
        return cls(warehouse, lambda: _from_connection(warehouse))

    def settings(self) -> WebhookSettings:
        """Return what the connection says, as of a minute ago at most.

        :raises NotSetUpError: if it lacks something
        """
        now = time.monotonic()
        if self._settings is None or now - self._settings[0] > SETTINGS_SECONDS:
            self._settings = (now, self._read_settings())
        return self._settings[1]


def _from_connection(warehouse: Warehouse) -> WebhookSettings:
    from webinar_sync.hubspot.connection import find_settings
    from webinar_sync.hubspot.settings import HubspotSettingsError

    try:
        found = find_settings()
    except HubspotSettingsError as error:
        raise NotSetUpError(str(error)) from None
    if found is None or not found.client_secret or not found.public_url:
        raise NotSetUpError(
            "The Airflow connection hubspot_default lacks client_secret or public_url in its "
            "extra: the secret of the HubSpot app that has the workflow action, and the URL by "
            "which HubSpot calls the webhooks."
        )
    known = warehouse.rows("hubspot/select_portal")
    portal_id = found.portal_id or (known[0]["portal_id"] if known else None)
    if portal_id is None:
        raise NotSetUpError(
            "Which HubSpot account may ask is not known: write portal_id into the extra of the "
            "Airflow connection hubspot_default."
        )
    return WebhookSettings(found.client_secret, found.public_url.rstrip("/"), portal_id)
