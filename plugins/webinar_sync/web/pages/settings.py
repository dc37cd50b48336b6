"""The page Settings: what is set, what a change would do, and who changed what."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/settings", name="settings", response_model=None)
def show_settings(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "settings.html")
