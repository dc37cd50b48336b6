"""The page Quality: what checks found in each run."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/quality", name="quality", response_model=None)
def show_quality(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "quality.html")
