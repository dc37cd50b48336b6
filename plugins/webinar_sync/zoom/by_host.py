"""Finds sessions host by host, for an account to which Zoom refuses the account-wide history.

A report by host lists sessions that two people or more joined; the others are found by the
instances of webinars whose date has passed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import MISSING, Refusal
from webinar_sync.zoom.history import LOOKS_BACK, Stretch, cut_days, cut_kept, drop_repeated
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.session_landing import SessionLanding

if TYPE_CHECKING:
    from webinar_sync.zoom.context import ExtractionContext


class HistoryByHost:
    """Reads what an account's hosts have held.

    :param known_until: up to when scheduled runs know the history; None: not at all
    """

    def __init__(self, context: ExtractionContext, known_until: datetime | None) -> None:
        self._context = context
        self._known_until = known_until
        self._sessions = SessionLanding(context.warehouse, looks_again=not context.rules.is_hourly)

    def read(self) -> datetime:
        """Land the sessions of each host since the host was last read.

        A stretch of time is known once every host has answered for it.

        :return: Zoom's clock when it began
        """
        began_at = self._context.client.now()
        hosts = self._context.warehouse.rows(
            "zoom/select_host_histories", is_full=self._context.rules.is_full
        )
        rows: list[dict[str, Any]] = []
        answered: dict[str, bool] = {}
        stretches = {host["user_id"]: cut_kept(self._stretch_of(host), began_at) for host in hosts}
        for user_id, listing in self._context.read_each(
            "heavy",
            list(stretches),
            lambda user_id: self._list_sessions(user_id, stretches[user_id]),
        ):
            if isinstance(listing, MISSING):  # left the account, or has no plan any more
                answered[user_id] = False
            elif isinstance(listing, Refusal):
                self._context.defer("host history", user_id, listing)
            else:
                rows += listing
                answered[user_id] = True
                self._context.close_issues("host history", user_id)
        is_whole = bool(hosts) and len(answered) == len(hosts)
        since = max((since for since, _ in stretches.values()), default=began_at)
        until = min(self._context.rules.window.until, began_at)
        refusal = self._context.land(
            "history",
            lambda: self._sessions.keep_history(
                drop_repeated(rows, "meeting_uuid"),
                (since, until) if is_whole else None,
                known_until=self._known_until,
                answered_at=began_at,
            ),
        )
        if refusal:
            raise refusal
        if not self._context.rules.window.is_exact:
            for user_id in (user_id for user_id, is_there in answered.items() if is_there):
                self._context.warehouse.execute(
                    "zoom/update_host_history", user_id=user_id, read_until=until
                )
        return began_at

    def read_instances(self) -> None:
        """Land the sessions of webinars whose date has passed and that no report by host lists.

        Dates of a short time ago; where the account is read first, or a window was chosen, all
        dates in it.
        """
        now = self._context.client.now()
        window = self._context.rules.window
        since, until = now - LOOKS_BACK, now
        if window.is_exact or self._known_until is None:
            since, until = cut_kept((window.since or now - ZOOM_KEEPS, window.until), now)
        webinars = self._context.warehouse.rows(
            "zoom/select_webinars_without_session",
            since=since,
            until=min(until, now),
            webinar_ids=list(window.webinar_ids) or None,
        )
        uuids: list[str] = []
        for row, listing in self._context.read_answered(
            "light",
            webinars,
            lambda row: self._context.client.list(zoom.INSTANCES, webinar_id=row["webinar_id"]),
        ):
            key = self._context.issue_key(row["webinar_id"])
            if isinstance(listing, MISSING):  # never held
                continue
            if isinstance(listing, Refusal):
                self._context.defer("instances", key, listing)
                continue
            self._context.close_issues("instances", key)
            uuids += [str(instance["uuid"]) for instance in listing.rows if instance.get("uuid")]
        self.read_sessions(uuids)

    def read_sessions(self, uuids: list[str]) -> None:
        """Land sessions by their own reports, but those that are known."""
        self._read_reports(self._without_queued(uuids))

    def _without_queued(self, uuids: list[str]) -> list[str]:
        queued = self._context.warehouse.rows("zoom/select_queued_uuids", session_uuids=uuids)
        return sorted(set(uuids) - {row["session_uuid"] for row in queued})

    def _read_reports(self, uuids: list[str]) -> None:
        """Land sessions by their own reports, which tell the end and how many people came."""
        for uuid, answer in self._context.read_answered(
            "heavy", uuids, lambda uuid: self._context.client.get(zoom.SESSION_REPORT, uuid=uuid)
        ):
            if isinstance(answer, MISSING):  # not ready yet: the next run asks again
                continue
            if isinstance(answer, Refusal):
                self._context.open_issue("session", uuid, answer)
                continue
            keep = partial(
                self._sessions.keep_history,
                [as_history_row(answer.body)],
                None,
                known_until=self._known_until,
                answered_at=answer.answered_at,
            )
            self._context.keep("session", uuid, keep)

    def _stretch_of(self, host: dict[str, Any]) -> Stretch:
        """Return the time to ask a host for: since the host was last read, two days before."""
        window = self._context.rules.window
        longest = window.until - ZOOM_KEEPS
        if window.is_exact:
            return window.since or longest, window.until
        read_until: datetime | None = host["history_read_until"]
        if read_until is None:
            return longest, window.until
        return min(read_until, window.since or read_until) - LOOKS_BACK, window.until

    def _list_sessions(self, user_id: str, stretch: Stretch) -> list[dict[str, Any]]:
        """Return the host's webinars that ended in a stretch, as the history would list them."""
        since, until = stretch
        if since >= until:  # Zoom keeps nothing of it
            return []
        list_month = partial(self._context.client.list, zoom.HOST_REPORT, user_id=user_id)
        return [
            as_history_row(row)
            for first, last in cut_days(since.astimezone(UTC).date(), until.astimezone(UTC).date())
            for row in list_month(
                query={"from": first.isoformat(), "to": last.isoformat(), "type": "past"}
            ).rows
            if isinstance(row, dict) and whole_number(row.get("type")) in list(WebinarType)
        ]


def as_history_row(row: dict[str, Any]) -> dict[str, Any]:
    """Add to a session's row of another report what the account-wide history calls its values."""
    return {
        **row,
        "meeting_uuid": row.get("uuid"),
        "meeting_id": row.get("id"),
        "type": "Webinar",
        "webinar_type": row.get("type"),
        "host_email": row.get("user_email"),
        "participants": row.get("participants_count"),
    }
