"""The page Registrations: who asked for what, what came of it, and adding contacts by hand."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/registrations", name="registrations", response_model=None)
def show_registrations(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "registrations.html")
