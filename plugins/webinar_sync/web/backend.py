"""What the webhooks stand on: the warehouse, and what the connections say about who may call."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

MAX_SETTINGS_AGE_SECONDS = 60.0
"""How long the connections are remembered."""


@dataclass(frozen=True)
class WebhookSettings:
    """Who may call as HubSpot. Another sender gets a class of its own, for its endpoints alone.

    `public_url`: by which HubSpot calls, without a slash at its end.
    """

    client_secret: str = field(repr=False)
    public_url: str
    portal_id: int


class Backend:
    """The warehouse and HubSpot's settings. Threads may share it."""

    def __init__(self, warehouse: Warehouse, read_settings: Callable[[], WebhookSettings]) -> None:
        self.warehouse = warehouse
        self._read_settings = read_settings
        self._settings: tuple[float, WebhookSettings] | None = None

    def settings(self) -> WebhookSettings:
        """Return what HubSpot's connection says, as of a minute ago at most.

        :raises ConfigError: if it lacks something
        """
        now = time.monotonic()
        if self._settings is None or now - self._settings[0] > MAX_SETTINGS_AGE_SECONDS:
            self._settings = (now, self._read_settings())
        return self._settings[1]
