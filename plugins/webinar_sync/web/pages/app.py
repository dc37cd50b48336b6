"""Makes the app of all pages."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from webinar_sync.errors import ConfigError, Unavailable
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.web.pages import (
    health,
    push,
    quality,
    registrations,
    settings,
    transcripts,
    webinars,
    why,
)
from webinar_sync.web.pages.protection import Protection
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.visitor import ForbiddenError, LoginRequiredError, visitor_of
from webinar_sync.web.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.responses import Response

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.web.pages.visitor import Gatekeeper

ROUTERS = (
    health.router,
    webinars.router,
    why.router,
    settings.router,
    push.router,
    registrations.router,
    transcripts.router,
    quality.router,
)
"""One for each page of the navigation."""
STATIC = Path(__file__).parent / "static"

log = logging.getLogger(__name__)


def create_pages(open_warehouse: Callable[[], Warehouse], gatekeeper: Gatekeeper) -> FastAPI:
    """Return the app.

    :param open_warehouse: called when the first page is asked for; if it fails, again after a while
    :param gatekeeper: tells who asks
    """
    app = FastAPI(title="webinar-sync pages", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.warehouse = Remembered(open_warehouse, math.inf).get
    app.state.gatekeeper = gatekeeper
    app.add_middleware(Protection)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(visitor_of)])
    app.add_exception_handler(LoginRequiredError, _ask_to_log_in)
    app.add_exception_handler(ForbiddenError, _forbid)
    app.add_exception_handler(HTTPException, _say_what_is_missing)
    app.add_exception_handler(404, _say_what_is_missing)
    app.add_exception_handler(RequestValidationError, _refuse_parameters)
    app.add_exception_handler(ConfigError, _report_missing_setup)
    app.add_exception_handler(WarehouseError, _report_warehouse)
    app.add_exception_handler(Unavailable, _report_airflow)
    return app


async def _ask_to_log_in(request: Request, error: Exception) -> Response:
    """Lead a browser to the login page; whatever else asks gets a 401."""
    is_page = request.headers.get("sec-fetch-dest") == "document" and request.method == "GET"
    if is_page and isinstance(error, LoginRequiredError):
        return RedirectResponse(error.login_url, 303)
    return render(request, "refused.html", status=401, reason="login")


async def _forbid(request: Request, error: Exception) -> Response:
    return render(request, "refused.html", status=403, reason="forbidden", detail=str(error))


async def _say_what_is_missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return render(request, "refused.html", status=status, reason="missing")


async def _refuse_parameters(request: Request, _: Exception) -> Response:
    """Say no more than that: what was sent may hold an address."""
    return render(request, "refused.html", status=422, reason="parameters")


async def _report_missing_setup(request: Request, error: Exception) -> Response:
    log.error("the pages are not set up: %s", error)
    return render(request, "refused.html", status=503, reason="setup", detail=str(error))


async def _report_warehouse(request: Request, error: Exception) -> Response:
    log.error("a page could not be read: %s", error)
    return render(request, "refused.html", status=503, reason="warehouse", detail=str(error))


async def _report_airflow(request: Request, error: Exception) -> Response:
    log.error("Airflow could not be asked: %s", error)
    return render(request, "refused.html", status=503, reason="airflow", detail=str(error))
