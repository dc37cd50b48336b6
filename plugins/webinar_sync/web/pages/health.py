"""The page Health: is everything all right, what is wrong, what waits, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request

from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

router = APIRouter()


@router.get("/", name="health", response_model=None)
def show_health(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show the accounts."""
    return render(request, "health.html", accounts=warehouse.rows("pages/select_accounts"))
