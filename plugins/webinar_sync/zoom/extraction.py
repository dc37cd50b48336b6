"""Reads one Zoom account: discovers what changed, then asks for its people.

All pages of a listing are read before its rows are written, and each reading is written whole:
one that fails half-way leaves nothing behind.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import Busy
from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.warehouse import locks
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.context import ExtractionContext, Refusal
from webinar_sync.zoom.discovery import Discovery, KnownWebinar
from webinar_sync.zoom.errors import (
    ZoomError,
    ZoomNotFoundError,
    ZoomRegistrantGoneError,
    ZoomTooOldError,
)
from webinar_sync.zoom.issues import ACCOUNT_CODES, account_issue
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webinar_sync.runs.run import Run
    from webinar_sync.runs.window import Window
    from webinar_sync.zoom.client import ZoomClient

HORIZON = timedelta(days=7)
"""Webinars that start within this are looked at by every hourly run."""
NOT_READY_PATIENCE = timedelta(hours=24)
"""A report that is not there yet is no error until this long after the session's end."""


NO_REGISTRATION = 2
"""The approval_type of a webinar that people join without registering."""

log = logging.getLogger(__name__)


def extract_account(
    run: Run, client: ZoomClient, window: Window, *, is_full: bool
) -> dict[str, int]:
    """Read what one account has new, as the step `extract` of a run; return counts.

    An extraction that was killed is gone on with: what it landed is not asked for again. A
    scheduled window begins at the account's watermark, if that is earlier.

    :param is_full: the nightly run: also lists users and every host's webinars, and reads all
        registrants of webinars to come
    :raises Busy: if another extraction of the account is under way
    :raises ZoomError: for what concerns the account as a whole; its `counts` tell how far it came
    """
    config = client.config
    try:
        counts = run.do_step(
            "extract",
            lambda: _extract_locked(run, client, window, is_full=is_full),
            account_id=config.account_id,
            label=config.label,
        )
    except ZoomError as error:
        code, remedy = account_issue(error)
        run.open_issue(
            "account",
            config.account_id,
            code,
            message=f"The account {config.label} could not be read to its end: {error}",
            remedy=remedy,
        )
        raise
    run.close_issues("account", config.account_id, ACCOUNT_CODES)
    return counts


def _extract_locked(
    run: Run, client: ZoomClient, window: Window, *, is_full: bool
) -> dict[str, int]:
    config = client.config
    window = _from_watermark(run, config.account_id, window)
    with run.warehouse.session_lock(locks.extraction(config.account_id)) as is_free:
        if not is_free:
            raise Busy(f"Another run reads the account {config.label}.")
        landing = Landing(run, config.account_id)
        landing.execute(
            "zoom/upsert_account", brand=config.brand or None, is_primary=config.primary
        )
        try:
            _extract(client, landing, window, is_full=is_full)
        except ZoomError as error:
            error.counts = dict(+landing.counts)
            raise
        finally:
            _record_requests(run, client)
        return dict(+landing.counts)


def _from_watermark(run: Run, account_id: str, window: Window) -> Window:
    if window.is_exact:
        return window
    rows = run.warehouse.rows("sync/select_watermark", account_id=account_id)
    watermark: datetime | None = rows[0]["watermark"] if rows else None
    if watermark is None:
        return replace(window, since=None)
    return replace(window, since=min(window.since or watermark, watermark))


def _extract(client: ZoomClient, landing: Landing, window: Window, *, is_full: bool) -> None:
    (account,) = landing.rows("zoom/select_account")
    purpose = _purpose(window, is_full=is_full)
    if landing.begin(purpose, client.now()):
        log.info("going on with a %s reading that was stopped", purpose)
    context = ExtractionContext(
        client, landing, window, is_full=is_full, is_first=not account["is_discovered"]
    )
    discovery = Discovery(context, account["history_read_until"])
    discovery.discover()
    _People(context, discovery).read()
    landing.execute("zoom/clear_obsolete_errors")
    landing.execute("zoom/delete_obsolete_refusals")
    if context.looks_around:
        landing.execute("zoom/update_account_discovered")
    if not window.is_exact:
        landing.execute(
            "zoom/update_history_read_until",
            read_until=min(window.until, discovery.history_answered_at),
        )


def _purpose(window: Window, *, is_full: bool) -> str:
    """Name what an extraction is for: one that was killed is gone on with by its like."""
    if not window.is_exact:
        return "full" if is_full else "light"
    named = " ".join(map(str, sorted(window.webinar_ids)))
    return f"{window.since} {window.until} {named}".rstrip()


def _record_requests(run: Run, client: ZoomClient) -> None:
    """Add up in sync.api_requests what was asked of Zoom."""
    for (label, path), count in sorted(client.sent.items()):
        run.add_requests(
            "zoom",
            path,
            count,
            client.refused[label, path],
            account_id=client.config.account_id,
            label=label,
        )


@dataclass(frozen=True)
class _Job:
    """One thing to read: requests run in threads, and return the function that lands the answer."""

    object_kind: str
    object_key: str
    ask: Callable[[], Callable[[], None]]
    refused: Callable[[Refusal], None] | None = None
    """What to do about a refusal; else it is noted."""


class _People:
    """Reads panelists, registrants and participants of what was discovered."""

    def __init__(self, context: ExtractionContext, discovery: Discovery) -> None:
        self._context = context
        self._discovery = discovery

    def read(self) -> None:
        """Read panelists, registrants and participants, all beside each other."""
        due = self._discovery.due_sessions()
        with_due = {row["webinar_id"] for row in due}
        jobs = [
            job
            for one in self._discovery.webinars()
            for job in self._jobs_of(one, one.webinar_id in with_due)
        ]
        jobs += [
            _Job(
                "session",
                row["session_uuid"],
                partial(self._participants, row),
                partial(self._session_refused, row),
            )
            for row in due
        ]
        for job, found in self._context.each(jobs, lambda job: job.ask()):
            if not isinstance(found, Refusal):
                found()
            elif job.refused:
                job.refused(found)
            else:
                self._context.defer(job.object_kind, job.object_key, found)

    def _jobs_of(self, one: KnownWebinar, has_due: bool) -> Iterator[_Job]:
        if one.is_gone or not one.has_detail or one.exclusion:
            return
        key = self._context.webinar_key(one.webinar_id)
        if self._discovery.wants(one, one.panelists):
            yield _Job("panelists", key, partial(self._panelists, one))
        if one.approval_type == NO_REGISTRATION:
            return
        if self._discovery.wants(one, one.registrants):
            yield _Job("registrants", key, partial(self._registrants, one))
        elif one.registrants == "old" and (has_due or self._starts_soon(one)):
            yield _Job("registrants", key, partial(self._registrants_if_changed, one))

    def _starts_soon(self, one: KnownWebinar) -> bool:
        return (
            one.next_start is not None
            and one.next_start <= self._discovery.history_answered_at + HORIZON
        )

    def _panelists(self, one: KnownWebinar) -> Callable[[], None]:
        listing = self._context.client.list(zoom.PANELISTS, webinar_id=one.webinar_id)

        def land() -> None:
            self._context.landing.panelists(one.webinar_id, listing.rows, listing.answered_at)
            self._context.close_issues("panelists", self._context.webinar_key(one.webinar_id))

        return land

    def _registrants_if_changed(self, one: KnownWebinar) -> Callable[[], None]:
        """Read all registrants only if a request for one row tells another total."""
        query: dict[str, Any] = {"page_size": 1}
        if one.asked_occurrences != [""]:
            query["occurrence_id"] = one.next_occurrence_id or one.asked_occurrences[-1]
        answer = self._context.client.get(zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id)
        (known,) = self._context.landing.rows(
            "zoom/select_approved_count",
            webinar_id=one.webinar_id,
            occurrence_id=query.get("occurrence_id", ""),
        )
        if answer.body.get("total_records") == known["approved"]:
            return lambda: None
        return self._registrants(one)

    def _registrants(self, one: KnownWebinar) -> Callable[[], None]:
        """List the registrants of all statuses, and confirm each one that is missing."""
        rows, answered_at = self._list_registrants(one)
        rows += self._confirm_missing(one, rows)

        def land() -> None:
            self._context.landing.registrants(
                one.webinar_id,
                rows,
                asked=one.asked_occurrences,
                approval_type=one.approval_type,
                answered_at=answered_at,
            )
            self._context.close_issues("registrants", self._context.webinar_key(one.webinar_id))

        return land

    def _list_registrants(self, one: KnownWebinar) -> tuple[list[dict[str, Any]], datetime]:
        rows: list[dict[str, Any]] = []
        first: datetime | None = None
        for occurrence_id in one.asked_occurrences:
            for status in zoom.REGISTRANT_STATUSES:
                query = {"status": status}
                if occurrence_id:
                    query["occurrence_id"] = occurrence_id
                listing = self._context.client.list(
                    zoom.REGISTRANTS, query=query, webinar_id=one.webinar_id
                )
                first = first or listing.answered_at
                rows += [_of_date(row, occurrence_id) for row in listing.rows]
        assert first is not None
        return rows, first

    def _confirm_missing(
        self, one: KnownWebinar, rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Ask for each registrant that was listed before and is not now.

        Someone may have moved from one status to another while these were read, one by one.
        """
        listed = {(row.get("id"), row.get("_occurrence_id", "")) for row in rows}
        still_there: list[dict[str, Any]] = []
        for missing in self._context.landing.rows(
            "zoom/select_listed_registrants",
            webinar_id=one.webinar_id,
            asked=one.asked_occurrences,
        ):
            key = (missing["registrant_id"], missing["occurrence_id"])
            if key in listed:
                continue
            query = {"occurrence_id": key[1]} if key[1] else None
            try:
                answer = self._context.client.get(
                    zoom.REGISTRANT, query=query, webinar_id=one.webinar_id, registrant_id=key[0]
                )
            except ZoomRegistrantGoneError:
                continue
            still_there.append(_of_date({**answer.body, "id": key[0]}, key[1]))
        return still_there

    def _participants(self, row: dict[str, Any]) -> Callable[[], None]:
        uuid = row["session_uuid"]
        listing = self._context.client.list(
            zoom.PARTICIPANTS, query={"include_fields": "registrant_id"}, uuid=uuid
        )

        def land() -> None:
            self._context.landing.participants(
                uuid, row["webinar_id"], listing.rows, listing.answered_at
            )
            self._context.close_issues("session", uuid)

        return land

    def _session_refused(self, row: dict[str, Any], error: Refusal) -> None:
        """Put the session off; or give it up, if Zoom no longer keeps its report."""
        if row["state"] == "settled":  # asked for again by hand: what was read whole stays
            self._context.counts["resources_refused"] += 1
            return
        now = self._context.client.now()
        is_lost = isinstance(error, ZoomTooOldError) or now > row["ended_at"] + ZOOM_KEEPS
        is_late = now > row["ended_at"] + NOT_READY_PATIENCE
        self._context.landing.execute(
            "zoom/update_session_failed",
            session_uuid=row["session_uuid"],
            state="gone" if is_lost else "failed",
            answered_at=now,
        )
        self._context.counts["sessions_gone" if is_lost else "sessions_deferred"] += 1
        if is_lost or is_late or not isinstance(error, ZoomNotFoundError):
            self._context.open_issue("session", row["session_uuid"], error)


def _of_date(row: Any, occurrence_id: str) -> dict[str, Any]:
    """Put the date that was asked for beside a registrant's row, which does not name it."""
    if not isinstance(row, dict):
        row = {"_not_an_object": row}
    return {**row, "_occurrence_id": occurrence_id} if occurrence_id else row
