"""The page HubSpot: what would be sent and why, what waits, and what differs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/push", name="push", response_model=None)
def show_push(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "push.html")
