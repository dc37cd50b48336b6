"""Reads one Zoom account: the sessions that ended, then webinars, then their people.

All pages of a listing are read before its rows are written, and each reading is written whole:
one that fails half-way leaves nothing behind.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from webinar_sync.errors import Busy
from webinar_sync.warehouse import locks
from webinar_sync.zoom.context import ExtractionContext
from webinar_sync.zoom.details import Details
from webinar_sync.zoom.discovery import Discovery
from webinar_sync.zoom.errors import ZoomError
from webinar_sync.zoom.issues import ACCOUNT_CODES, account_issue
from webinar_sync.zoom.landing import Landing
from webinar_sync.zoom.pacing import Pacer
from webinar_sync.zoom.people import People
from webinar_sync.zoom.reader import Job, Reader
from webinar_sync.zoom.reading_rules import ReadingRules
from webinar_sync.zoom.recordings import Recordings
from webinar_sync.zoom.remembered_limits import recall_limits, remember_limits
from webinar_sync.zoom.session_finder import SessionFinder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.runs.window import Window
    from webinar_sync.zoom.client import ZoomClient

log = logging.getLogger(__name__)


def extract_account(
    run: Run, client: ZoomClient, window: Window, *, is_full: bool
) -> dict[str, int]:
    """Read what one account has new, as the step `extract` of a run; return counts.

    An extraction that was killed is resumed: what it landed is not read again. A scheduled window
    begins at the account's watermark, if that is earlier.

    :param is_full: the nightly run: also lists users and every host's webinars, and reads all
        registrants of webinars to come
    :raises Busy: if another extraction of the account is under way
    :raises ZoomError: for what concerns the account as a whole; its `counts` tell how far it came
    """

    def read(landing: Landing) -> None:
        whole = _from_watermark(run, client.config.account_id, window)
        _read_account(client, landing, whole, is_full=is_full)

    return do_extract(run, client, read)


def do_extract(run: Run, client: ZoomClient, read: Callable[[Landing], None]) -> dict[str, int]:
    """Read something of one account, as the step `extract` of a run; return counts.

    :param read: reads and lands it; called under the account's lock
    :raises Busy: if another extraction of the account is under way
    :raises ZoomError: for what concerns the account as a whole; its `counts` tell how far it came
    """
    config = client.config
    try:
        counts = run.do_step(
            "extract",
            lambda: _lock_and_read(run, client, read),
            account_id=config.account_id,
            label=config.label,
        )
    except ZoomError as error:
        code, remedy = account_issue(error)
        run.open_issue(
            "account",
            config.account_id,
            code,
            message=f"The account {config.label} could not be read completely: {error}",
            remedy=remedy,
        )
        error.add_note(remedy)
        raise
    run.close_issues("account", config.account_id, ACCOUNT_CODES)
    return counts


def _lock_and_read(run: Run, client: ZoomClient, read: Callable[[Landing], None]) -> dict[str, int]:
    config = client.config
    with run.warehouse.session_lock(locks.extraction(config.account_id)) as lock:
        if not lock:
            raise Busy(
                f"Another run is reading the account {config.label}.",
                is_brief=run.warehouse.is_locked(locks.webhook_reading(config.account_id)),
            )
        landing = Landing(run, config.account_id)
        run.progress.watch(client.waits_for)
        run.progress.watch(client.downloads.waits_for)
        run.progress.begin("requests", find_done=lambda: sum(list(client.sent.values())))
        landing.warehouse.hold_under(lock)
        if isinstance(client.pacer, Pacer):
            client.pacer.lend(lambda: run.warehouse.is_locked(locks.REGISTRATION))
        landing.warehouse.execute(
            "zoom/upsert_account", brand=config.brand or None, is_primary=config.primary
        )
        try:
            read(landing)
        except ZoomError as error:
            error.counts = dict(+landing.counts)
            raise
        finally:
            _record_requests(run, client)
            remember_limits(client, landing.warehouse)
        return dict(+landing.counts)


def _from_watermark(run: Run, account_id: str, window: Window) -> Window:
    if window.is_exact:
        return window
    rows = run.warehouse.rows("sync/select_watermark", account_id=account_id)
    watermark: datetime | None = rows[0]["watermark"] if rows else None
    if watermark is None:
        return replace(window, since=None)
    return replace(window, since=min(window.since or watermark, watermark))


def _read_account(client: ZoomClient, landing: Landing, window: Window, *, is_full: bool) -> None:
    warehouse = landing.warehouse
    (account,) = warehouse.rows("zoom/select_account")
    purpose = _purpose(window, is_full=is_full)
    if warehouse.begin_extraction(purpose, client.now()):
        log.info("resuming an extraction (%s) that was stopped", purpose)
    recall_limits(client, warehouse)
    rules = ReadingRules(window, is_full=is_full, is_first=not account["is_discovered"])
    context = ExtractionContext(client, landing, rules)
    try:
        finder = SessionFinder(context, account)
        began_at = finder.find_ended()
        discovery = Discovery(context, began_at)
        details = Details(context, began_at, discovery.find_webinars())

        def find_more() -> None:
            discovery.read_expired()
            finder.find_missing()

        read_webinars(context, began_at, details, find_more)
    except ZoomError as error:
        context.report_refusals(ended_by=account_issue(error)[0])
        raise
    context.report_refusals()
    warehouse.execute("zoom/clear_obsolete_errors")
    warehouse.execute("zoom/delete_obsolete_refusals")
    if rules.is_nightly:
        warehouse.execute("zoom/delete_old_webhooks", answered_at=client.now())
    if rules.is_account_wide:
        warehouse.execute("zoom/update_account_discovered")
    if not window.is_exact:
        finder.move_watermarks(min(window.until, began_at))


def read_webinars(
    context: ExtractionContext,
    began_at: datetime,
    details: Details,
    find_more: Callable[[], None],
) -> None:
    """Land details and people of webinars: who took part in one as soon as its detail has landed.

    What must be asked for before the rest of the people are read, as which webinars belong to Zoom
    Events, is asked for once all details are there.

    :param find_more: finds further sessions, once all details are there
    """
    people = People(context, began_at)
    has_all = False

    def list_more() -> list[Job]:
        nonlocal has_all
        decided = details.take_decided()
        jobs = people.jobs_of(decided) if decided else []
        if details.is_done and not has_all:
            has_all = True
            details.judge_missing()
            find_more()
            jobs += people.all_jobs() + Recordings(context).jobs()
        if has_all:
            jobs += people.answer_jobs()
        return jobs + people.late_jobs()

    first: list[Job] = []
    if not details.is_done:
        first += details.jobs(session["webinar_id"] for session in people.list_sessions())
        first += people.jobs_of([webinar.webinar_id for webinar in details.others])
    Reader(context).read(first, list_more)


def _purpose(window: Window, *, is_full: bool) -> str:
    """Name what an extraction is for: only one of the same purpose resumes one that was killed."""
    if not window.is_exact:
        return "full" if is_full else "light"
    webinar_ids = " ".join(map(str, sorted(window.webinar_ids)))
    return f"{window.since} {window.until} {webinar_ids}".rstrip()


def _record_requests(run: Run, client: ZoomClient) -> None:
    """Add the requests that were sent to Zoom to sync.api_requests."""
    refused = client.refused + client.downloads.refused
    for (label, path), count in sorted((client.sent + client.downloads.sent).items()):
        run.add_requests(
            "zoom",
            path,
            count,
            refused[label, path],
            account_id=client.config.account_id,
            label=label,
        )
