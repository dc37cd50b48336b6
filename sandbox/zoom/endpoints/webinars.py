"""Zoom's endpoints of webinars: a host's listing, the detail, and the panelists."""

from __future__ import annotations

from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.answers import Answer, to_json, with_rows
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.paging import Listing
from sandbox.zoom.schedule import is_upcoming, listed_panelists
from sandbox.zoom.views.webinars import panelist_row, webinar_detail, webinar_entry


def list_webinars(call: Call) -> Answer:
    """List a host's unexpired webinars."""
    key = unquote(call.parts[0])
    user = call.store.user(key)
    if user is None:
        raise errors.no_user(key)
    if not user.has_webinar_plan or not call.store.account.has_webinar_addon:
        raise errors.no_webinar_plan()
    only_upcoming = call.query.get("type") == "upcoming"
    with_events = call.flag("include_events_webinar", default=True)
    rows = [
        to_json(webinar_entry(webinar, call.now))
        for webinar in call.store.webinars(call.now)
        if webinar.host_id == user.id
        and (with_events or not webinar.is_events_webinar)
        and (not only_upcoming or is_upcoming(webinar, call.now))
    ]
    return call.page(Listing(key="webinars", page_number=True), rows)


def get_webinar(call: Call) -> Answer:
    """Answer a webinar's detail, by ID or UUID."""
    call.require_addon()
    ref = call.parts[0]
    if ref.isdigit():
        webinar = call.store.webinar(int(ref), call.now)
    else:
        uuid = call.uuid()
        webinar = call.store.webinar_by_uuid(uuid, call.now) if uuid else None
    if webinar is None:
        raise errors.no_webinar(unquote(ref))
    only = call.occurrence(webinar)
    previous = call.flag("show_previous_occurrences")
    return Answer(body=to_json(webinar_detail(webinar, call.now, previous=previous, only=only)))


def list_panelists(call: Call) -> Answer:
    """List a webinar's panelists, all at once."""
    webinar = call.webinar()
    if not call.store.account.has_webinar_addon:
        return errors.plan_missing_in_body()
    panelists = listed_panelists(webinar, call.now)
    rows = [to_json(panelist_row(panelist, webinar)) for panelist in panelists]
    return Answer(body=with_rows({"total_records": len(rows)}, "panelists", rows))


_READ = "webinar:read:admin"
ENDPOINTS = (
    Endpoint(
        "/users/{userId}/webinars",
        "Medium",
        "webinar:read:list_webinars:admin",
        _READ,
        list_webinars,
    ),
    Endpoint(
        "/webinars/{webinarId}/panelists",
        "Medium",
        "webinar:read:list_panelists:admin",
        _READ,
        list_panelists,
    ),
    Endpoint("/webinars/{ref}", "Light", "webinar:read:webinar:admin", _READ, get_webinar),
)
