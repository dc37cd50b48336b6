"""Reads the webinars that webhooks name: those and no others, through the same pipeline.

Which they are, the inbox says (`zoom.webhook_events`): what is not handled and due. An event is
handled once its webinar was read after it; that of an end, once a reading of the report has the
people, or none is to come that a webhook asks for. A run that is killed leaves them to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import DeferredUntil
from webinar_sync.runs.window import ZOOM_KEEPS, Window
from webinar_sync.warehouse import locks
from webinar_sync.zoom.account_warehouse import as_json
from webinar_sync.zoom.by_host import HistoryByHost
from webinar_sync.zoom.context import ExtractionContext
from webinar_sync.zoom.details import Details
from webinar_sync.zoom.errors import ZoomError
from webinar_sync.zoom.extraction import do_extract, read_webinars
from webinar_sync.zoom.issues import account_issue
from webinar_sync.zoom.reading_rules import ReadingRules
from webinar_sync.zoom.recordings import request_recordings
from webinar_sync.zoom.remembered_limits import recall_limits
from webinar_sync.zoom.webhooks import (
    ENDED,
    RECORDING_EVENTS,
    REGISTRATION_EVENTS,
    next_reading,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.account_warehouse import AccountWarehouse
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing

DueEvent = Mapping[str, Any]
"""A row of `zoom/select_due_webhooks`."""


def accounts_with_webhooks(warehouse: Warehouse) -> list[str]:
    """Return the ids of the accounts of which an event is due."""
    return [str(row["account_id"]) for row in warehouse.rows("zoom/select_webhook_accounts")]


def defer_webhooks(run: Run, account_id: str, until: datetime | None = None) -> None:
    """Let an account's events wait: it cannot be read now.

    :param until: None: for two minutes, and longer each time
    """
    run.warehouse.execute(
        "zoom/defer_webhooks", account_id=account_id, until=until, run_id=run.run_id
    )


def forget_webhooks(run: Run, account_id: str) -> None:
    """Forget an account's events: it is not connected, and whoever connects it reads it whole."""
    run.warehouse.execute("zoom/delete_webhooks_of_account", account_id=account_id)


def read_webhooks(run: Run, client: ZoomClient) -> dict[str, int]:
    """Read the webinars of an account whose events are due, as the step `extract` of a run.

    :raises Busy: if another extraction of the account is under way: the events wait for its end
    :raises ZoomError: for what concerns the account as a whole: its events wait a while
    """
    account_id = client.config.account_id
    with run.warehouse.session_lock(locks.webhook_reading(account_id)):
        try:
            return do_extract(run, client, partial(_read_due, client))
        except ZoomError as error:
            defer_webhooks(
                run, account_id, error.until if isinstance(error, DeferredUntil) else None
            )
            raise


def _read_due(client: ZoomClient, landing: Landing) -> None:
    warehouse = landing.warehouse
    events = warehouse.rows("zoom/select_due_webhooks")
    if not events:
        return
    began_at = client.now()
    # Never resumed: what was read before an event may lack what it tells.
    warehouse.begin_extraction(f"webhooks to {events[-1]['version']} at {began_at}", began_at)
    recall_limits(client, warehouse)
    for event in events:
        if event["event"] in RECORDING_EVENTS:
            request_recordings(
                landing.warehouse.run,
                client.config.account_id,
                event["webinar_id"],
                event["session_uuid"],
            )
    (account,) = warehouse.rows("zoom/select_account")
    context = ExtractionContext(client, landing, make_rules(events, began_at))
    try:
        details = Details(context, began_at, ())
        sessions = HistoryByHost(context, account["history_read_until"])
        find_more = partial(_find_sessions, context, began_at, sessions, events)
        read_webinars(context, began_at, details, find_more)
    except ZoomError as error:
        context.report_refusals(ended_by=account_issue(error)[0])
        raise
    context.report_refusals()
    _record_handled(warehouse, events, client.now())
    webinar_ids = sorted({event["webinar_id"] for event in events})
    warehouse.execute("zoom/delete_excluded_webhooks", webinar_ids=webinar_ids)


def make_rules(events: Sequence[DueEvent], now: datetime) -> ReadingRules:
    """Return what is read for some events: all of their webinars, or what they are about alone."""
    kinds: dict[int, set[str]] = {}
    for event in events:
        kinds.setdefault(event["webinar_id"], set()).add(event["event"])
    webinar_ids = set(kinds)
    recordings = {webinar_id for webinar_id in kinds if kinds[webinar_id] <= {*RECORDING_EVENTS}}
    unchanged = {
        webinar_id
        for webinar_id in kinds
        if kinds[webinar_id] <= {*RECORDING_EVENTS, *REGISTRATION_EVENTS}
    }
    window = Window(
        now - ZOOM_KEEPS, now, True, webinar_ids=tuple(sorted(webinar_ids)), is_by_webhook=True
    )
    return ReadingRules(
        window,
        is_full=False,
        is_first=False,
        registrants_only=frozenset(unchanged - recordings),
        recordings_only=frozenset(recordings),
    )


def _find_sessions(
    context: ExtractionContext,
    began_at: datetime,
    sessions: HistoryByHost,
    events: Sequence[DueEvent],
) -> None:
    """Land the sessions that ended, and make those due whose report has not all people yet."""
    readable = {
        webinar.webinar_id
        for webinar in context.known_webinars(began_at)
        if webinar.exclusion is None
    }
    uuids = sorted(
        {event["session_uuid"] for event in _ends(events) if event["webinar_id"] in readable}
    )
    if uuids:
        sessions.read_sessions(uuids)
        context.warehouse.execute("zoom/update_sessions_due", session_uuids=uuids)


def _record_handled(warehouse: AccountWarehouse, events: Sequence[DueEvent], now: datetime) -> None:
    """Record which events need nothing more, and when the others are read for again."""
    uuids = sorted({event["session_uuid"] for event in _ends(events)})
    whole = {
        row["session_uuid"]
        for row in warehouse.rows("zoom/select_whole_reports", session_uuids=uuids)
    }
    again = {
        event["version"]: moment
        for event in _ends(events)
        if event["session_uuid"] not in whole
        and (moment := next_reading(event["ended_at"], now)) is not None
    }
    warehouse.execute(
        "zoom/update_webhooks_handled",
        versions=[event["version"] for event in events],
        again=as_json([{"version": version, "due_at": at} for version, at in again.items()]),
    )


def _ends(events: Sequence[DueEvent]) -> list[DueEvent]:
    return [event for event in events if event["event"] == ENDED and event["session_uuid"]]
