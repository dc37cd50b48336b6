"""What the webhooks stand on: the warehouse, and what the connections say about who may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.errors import ConfigError
from webinar_sync.web.remembered import RETRY_SECONDS, Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.web.signing_secrets import SigningSecrets

MAX_SETTINGS_AGE_SECONDS = 60.0
"""How long the connections are remembered."""


@dataclass(frozen=True)
class WebhookSettings:
    """Who may call as HubSpot. Another sender gets a class of its own, for its endpoints alone.

    - secrets: of the app with the workflow action
    - public_url: by which HubSpot calls, without a slash at its end
    - accepts_v2: whether signatures without a time are taken
    - is_v3_seen: whether HubSpot was seen to sign with v3; then v2 is no longer taken
    """

    secrets: SigningSecrets
    public_url: str
    portal_id: int
    accepts_v2: bool = False
    is_v3_seen: bool = False


def no_zoom_secrets() -> Mapping[str, SigningSecrets]:
    """Say that no Zoom account sends webhooks."""
    raise ConfigError(
        "No Airflow connection of a Zoom account has a webhook_secret in its extra. Write the "
        "secret token there: it is on the page of the Zoom app that has the event subscription."
    )


class Backend:
    """The warehouse, HubSpot's settings and Zoom's secrets. Threads may share it.

    :param read_zoom_secrets: returns the secret tokens of each Zoom account that sends webhooks,
        by the account's id
    """

    def __init__(
        self,
        warehouse: Warehouse,
        read_settings: Callable[[], WebhookSettings],
        read_zoom_secrets: Callable[[], Mapping[str, SigningSecrets]] = no_zoom_secrets,
    ) -> None:
        self.warehouse = warehouse
        self._settings = Remembered(read_settings, MAX_SETTINGS_AGE_SECONDS)
        self._zoom_secrets = Remembered(read_zoom_secrets, MAX_SETTINGS_AGE_SECONDS)
        self._is_v3_recorded = False

    def settings(self, *, is_recent: bool = False) -> WebhookSettings:
        """Return what HubSpot's connection says, as of a minute ago at most.

        :param is_recent: as of some seconds ago at most
        :raises ConfigError: if it lacks something
        """
        return self._settings.get(RETRY_SECONDS if is_recent else None)

    def zoom_secrets(self, *, is_recent: bool = False) -> Mapping[str, SigningSecrets]:
        """Return the secret tokens of the Zoom accounts, by their ids, as of a minute ago at most.

        :param is_recent: as of some seconds ago at most
        :raises ConfigError: if there is none
        """
        return self._zoom_secrets.get(RETRY_SECONDS if is_recent else None)

    def accepts_v2(self, settings: WebhookSettings) -> bool:
        """Tell whether a signature without a time is taken now."""
        return settings.accepts_v2 and not (settings.is_v3_seen or self._is_v3_recorded)

    def record_v3(self, settings: WebhookSettings) -> None:
        """Record that HubSpot signs with v3, once.

        :raises WarehouseError: if it cannot be stored now
        """
        if not (settings.is_v3_seen or self._is_v3_recorded):
            self.warehouse.execute(
                "registration/insert_dated_signature", portal_id=settings.portal_id
            )
            self._is_v3_recorded = True
