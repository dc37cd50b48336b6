"""Writes sessions into the schema `zoom`, and their reports, several in one transaction."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom.account_warehouse import Landed, as_json
from webinar_sync.zoom.erased import restore_taken_back
from webinar_sync.zoom.rows import prepare_rows
from webinar_sync.zoom.settling import KeptReport, find_same_since, is_better_kept, settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from webinar_sync.zoom.account_warehouse import AccountTransaction, AccountWarehouse
    from webinar_sync.zoom.readings import AnswersReading, ParticipantsReading
    from webinar_sync.zoom.settling import Settling

INCOMPLETE = "report_incomplete"


class SessionLanding:
    """Writes one account's sessions.

    :param looks_again: for rows of the history that only a newer version understands
    """

    def __init__(self, warehouse: AccountWarehouse, *, looks_again: bool = False) -> None:
        self._warehouse = warehouse
        self._looks_again = looks_again

    def keep_history(
        self,
        sessions: list[dict[str, Any]],
        stretch: tuple[datetime, datetime] | None,
        *,
        known_until: datetime | None,
        answered_at: datetime,
    ) -> None:
        """Keep rows of the history, and queue their sessions.

        :param stretch: the time whose sessions these all are; None: there may be others
        :param known_until: up to then the history was known: what ended before and is new, is late
        """
        rows = prepare_rows(sessions)
        with self._warehouse.transaction() as transaction:
            transaction.execute("zoom/merge_history", rows=rows.array, cleaned=rows.cleaned)
            result = transaction.execute("zoom/enqueue_sessions", looks_again=self._looks_again)
            queued = result.mappings().all()
            transaction.execute("zoom/update_sessions_described")
            transaction.execute("zoom/insert_webinars_of_sessions", answered_at=answered_at)
            transaction.execute("zoom/delete_known_history_readings")
            transaction.execute("zoom/update_known_before", known_before=answered_at - ZOOM_KEEPS)
            if stretch and stretch[0] < stretch[1]:
                key = _as_range(*stretch)
                transaction.execute("zoom/delete_repeated_history_readings", stretch=key)
                transaction.record_readings([Landed("history", key, rows, answered_at)])
            new = [session for session in queued if session["is_new"]]
            uuids = [session["session_uuid"] for session in new]
            restarts = transaction.execute("zoom/count_restarts", session_uuids=uuids)
            transaction.counts["sessions_restarted"] += restarts.scalar_one()
            transaction.counts["sessions_listed"] += len(sessions)
            transaction.counts["sessions_new"] += len(new)
            transaction.counts["sessions_late"] += sum(
                known_until is not None and session["ended_at"] < known_until for session in new
            )


def land_reports(
    transaction: AccountTransaction, readings: Sequence[ParticipantsReading]
) -> list[Landed]:
    """Land sessions' reports but where the kept one is better, and decide which are final."""
    if not readings:
        return []
    reports = {reading.session["session_uuid"]: reading for reading in readings}
    known = {
        values.pop("session_uuid"): KeptReport(**values)
        for values in map(
            dict,
            transaction.execute("zoom/select_reports", session_uuids=list(reports)).mappings(),
        )
    }
    better = {
        uuid: reading
        for uuid, reading in reports.items()
        if not is_better_kept(known[uuid], reading.report)
    }
    restore_taken_back(
        transaction,
        [(reading.session["webinar_id"], reading.rows) for reading in better.values()],
    )
    if better:
        transaction.execute(
            "zoom/merge_connections",
            session_uuids=list(better),
            reports=f"[{','.join(map(_as_report, better.values()))}]",
        )
    settlings = {uuid: settle(known[uuid], reading.report) for uuid, reading in reports.items()}
    states = transaction.execute(
        "zoom/update_sessions_read",
        readings=as_json(
            [
                _as_session(reading, known[uuid], settlings[uuid], is_kept=uuid in better)
                for uuid, reading in reports.items()
            ]
        ),
    ).scalars()
    transaction.counts.update(f"sessions_{state}" for state in states)
    transaction.counts["sessions_read"] += len(reports)
    transaction.counts["connections_read"] += sum(
        len(reading.rows.texts) for reading in better.values()
    )
    _report_incomplete(transaction, reports, settlings)
    return [
        Landed(
            "participants",
            uuid,
            reading.rows,
            reading.report.answered_at,
            reading.session["webinar_id"],
        )
        for uuid, reading in better.items()
    ]


def land_answers(
    transaction: AccountTransaction, readings: Sequence[AnswersReading]
) -> list[Landed]:
    """Land what people answered to polls, and what they asked. No empty list replaces one."""
    landed = []
    for reading in readings:
        kind, uuid, webinar_id = reading.kind, reading.session_uuid, reading.webinar_id
        if reading.rows.texts:
            transaction.execute(
                f"zoom/merge_{kind}",
                session_uuid=uuid,
                webinar_id=webinar_id,
                rows=reading.rows.array,
                cleaned=reading.rows.cleaned,
            )
        transaction.execute(
            f"zoom/update_{kind}_read", session_uuid=uuid, answered_at=reading.answered_at
        )
        transaction.counts[f"{kind}_read"] += 1
        landed.append(Landed(kind, uuid, reading.rows, reading.answered_at, webinar_id))
    return landed


def _as_report(reading: ParticipantsReading) -> str:
    head = as_json(
        {"session_uuid": reading.session["session_uuid"], "cleaned": reading.rows.cleaned}
    )
    return f'{head[:-1]},"rows":{reading.rows.array}}}'


def _as_session(
    reading: ParticipantsReading, kept: KeptReport, settling: Settling, *, is_kept: bool
) -> dict[str, Any]:
    report = reading.report
    return {
        "session_uuid": reading.session["session_uuid"],
        "is_kept": is_kept,
        "people_read": report.people,
        "read_from": report.source,
        "report_digest": report.digest,
        "same_since": find_same_since(kept, report),
        "state": settling.state,
        "answered_at": report.answered_at,
        "next_attempt_at": settling.next_attempt_at,
    }


def _report_incomplete(
    transaction: AccountTransaction,
    reports: Mapping[str, ParticipantsReading],
    settlings: Mapping[str, Settling],
) -> None:
    """Open or close the issues of reports that have too few people to be whole."""
    run, connection = transaction.run, transaction.connection
    whole = [("session", uuid) for uuid in reports if not settlings[uuid].is_incomplete]
    run.close_issues_of(whole, [INCOMPLETE], transaction=connection)
    for uuid, reading in reports.items():
        if not settlings[uuid].is_incomplete:
            continue
        expected = reading.session["people_counted"] or reading.session["people_read"]
        run.open_issue(
            "session",
            uuid,
            INCOMPLETE,
            message="Zoom's report of the session has less than half of the people whom its "
            f"history counts ({expected})."
            if expected
            else "Zoom's report of the session has nobody in it, not even the host.",
            transaction=connection,
        )


def _as_range(since: datetime, until: datetime) -> str:
    """Return a stretch of time as PostgreSQL writes a tstzrange."""
    return f'["{since.astimezone(UTC).isoformat()}","{until.astimezone(UTC).isoformat()}")'
