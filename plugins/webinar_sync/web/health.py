"""Tells whoever runs the webhooks by themselves whether they live, and whether they are set up."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from webinar_sync.web.incoming import backend_of

router = APIRouter(prefix="/health")


@router.get("/live")
async def say_that_it_lives() -> JSONResponse:
    """Respond, whatever the warehouse does."""
    return JSONResponse({"status": "live"})


@router.get("/ready")
def say_whether_it_is_set_up(request: Request) -> JSONResponse:
    """Respond with 200 once the warehouse was read, and from then on; with 503 before that.

    A new version whose connections are wrong, or whose warehouse is not migrated, is not to take
    the place of the old one. Later the warehouse may be away: each request then says so itself.
    """
    state = request.app.state
    if not getattr(state, "was_ready", False):
        backend_of(request).warehouse.rows("hubspot/select_portal_id")
        state.was_ready = True
    return JSONResponse({"status": "ready"})
