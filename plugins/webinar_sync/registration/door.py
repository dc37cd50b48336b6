"""What the webhooks need: who may knock, the inbox, and the webinars that can be picked."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

EXPIRES = timedelta(days=3)
"""So long does a workflow wait; the webhook's answer says the same."""
SETTINGS_SECONDS = 60.0
"""So long are the connections remembered."""


class NotSetUpError(Exception):
    """Connections are missing that the webhooks need; the message says which."""


@dataclass(frozen=True)
class DoorSettings:
    """Who may knock. `public_url`: by which HubSpot calls, without a slash at its end."""

    client_secret: str = field(repr=False)
    public_url: str
    portal_id: int


@dataclass(frozen=True)
class ActionCall:
    """One contact that reached the action in a workflow."""

    request_key: str
    webinar: str
    email: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    portal_id: int
    workflow_id: str
    hubspot_contact_id: int


class Door:
    """Stores what comes in. Safe to share by threads."""

    def __init__(self, warehouse: Warehouse, read_settings: Callable[[], DoorSettings]) -> None:
        self._warehouse = warehouse
        self._read_settings = read_settings
        self._settings: tuple[float, DoorSettings] | None = None

    @classmethod
    def from_connections(cls) -> Door:
        """Open the door of Airflow's connections `warehouse` and `hubspot_default`.

        :raises NotSetUpError: if there is no warehouse
        """
        from airflow.sdk.exceptions import AirflowNotFoundException

        from webinar_sync.warehouse.connection import open_warehouse

        try:
            warehouse = open_warehouse()
        except AirflowNotFoundException as error:
            raise NotSetUpError(str(error)) from None
        return cls(warehouse, lambda: _from_connection(warehouse))

    def settings(self) -> DoorSettings:
        """Return what the connection says, as of a minute ago at most.

        :raises NotSetUpError: if it lacks something
        """
        now = time.monotonic()
        if self._settings is None or now - self._settings[0] > SETTINGS_SECONDS:
            self._settings = (now, self._read_settings())
        return self._settings[1]

    def store(self, call: ActionCall) -> None:
        """Put a request into the inbox, once for each callback.

        :raises WarehouseError: if it cannot be stored now
        """
        self._warehouse.execute(
            "registration/insert_request", **asdict(call), expires_seconds=EXPIRES.total_seconds()
        )

    def webinars(self, search: str, skipped: int, most: int) -> list[dict[str, str]]:
        """Return webinars to come as the workflow's editor lists them, soonest first."""
        rows = self._warehouse.rows(
            "registration/select_options", search=search.strip(), skipped=skipped, most=most
        )
        return [
            {
                "label": str(row["topic"]),
                "description": _when(row),
                "value": str(row["webinar_id"]),
            }
            for row in rows
        ]


def _when(row: dict[str, object]) -> str:
    """Say when a webinar is, in its own time zone."""
    start, zone = row["scheduled_at"], str(row["timezone"])
    if start is None:
        return f"any time ({row['webinar_id']})"
    try:
        local = start.astimezone(ZoneInfo(zone))  # type: ignore[attr-defined]
    except (ValueError, OSError):
        local, zone = start, "UTC"
    return f"{local:%Y-%m-%d %H:%M} {zone} ({row['webinar_id']})"


def _from_connection(warehouse: Warehouse) -> DoorSettings:
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
    return DoorSettings(found.client_secret, found.public_url.rstrip("/"), portal_id)
