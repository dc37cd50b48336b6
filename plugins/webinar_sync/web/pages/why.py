"""The page Why?: what became of a person, why, and what would change it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/why", name="why", response_model=None)
def show_why(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "why.html")
