"""The page Transcripts: search in what was said."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.rendering import render

router = APIRouter()


@router.get("/transcripts", name="transcripts", response_model=None)
def show_transcripts(request: Request) -> HTMLResponse:
    """Show the page."""
    return render(request, "transcripts.html")
