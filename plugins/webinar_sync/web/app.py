"""Makes the app of all webhooks. Whatever its sender did not sign is refused, and not kept."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from webinar_sync.errors import ConfigError, Unavailable
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.web import health, hubspot, zoom
from webinar_sync.web.incoming import RefusedError
from webinar_sync.web.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

    from webinar_sync.web.backend import Backend

ROUTERS = (hubspot.router, zoom.router)
"""One for each sender of webhooks."""

log = logging.getLogger(__name__)


def create_app(
    open_backend: Callable[[], Backend],
    *,
    clock: Callable[[], float] = time.time,
    tells_health: bool = False,
) -> FastAPI:
    """Return the app.

    :param open_backend: called when the first request comes; if it fails, again after a while
    :param clock: seconds since 1970
    :param tells_health: to whoever asks, for the one who runs them by themselves
    """
    app = FastAPI(title="webinar-sync webhooks", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.open_backend = Remembered(open_backend, math.inf).get
    app.state.clock = clock
    for router in ROUTERS:
        app.include_router(router)
    if tells_health:
        app.include_router(health.router)
    app.add_exception_handler(RefusedError, _refuse)
    app.add_exception_handler(ConfigError, _report_missing_setup)
    app.add_exception_handler(WarehouseError, _ask_to_try_again)
    app.add_exception_handler(Unavailable, _ask_to_try_again)
    return app


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    log.info("a request to the webhook was refused: %s", error)
    status = error.status if isinstance(error, RefusedError) else 400
    return JSONResponse({"error": str(error)}, status)


async def _report_missing_setup(_: Request, error: Exception) -> JSONResponse:
    log.error("the webhooks are not set up: %s", error)
    return JSONResponse({"error": "not set up"}, 503)


async def _ask_to_try_again(_: Request, error: Exception) -> JSONResponse:
    """Respond with 503, so that the sender tries again: HubSpot for days, Zoom for 85 minutes."""
    log.error("a request to the webhook could not be stored: %s", error)
    return JSONResponse({"error": "try again later"}, 503)
