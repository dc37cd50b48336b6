"""The page Webinars: which there are, and what came of each."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/webinars", name="webinars", response_model=None)
def show_webinars(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "webinars.html")
