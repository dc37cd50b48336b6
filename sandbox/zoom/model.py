"""What a sandbox Zoom account holds: plain data, with the moments at which it changes.

The server (`sandbox.zoom.server`) shows this data as Zoom would at the time of the sandbox's
clock. Times are aware datetimes in UTC. Nothing here is shared with the product's own code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

# A webinar's `type`: one date; recurring without dates; a series of dates.
SINGLE: Literal[5] = 5
NO_FIXED_TIME: Literal[6] = 6
RECURRING: Literal[9] = 9

# A webinar's `approval_type`: how somebody who registers is approved, or that nobody can register.
AUTOMATIC: Literal[0] = 0
MANUAL: Literal[1] = 1
NO_REGISTRATION: Literal[2] = 2

# A series' `registration_type`: once for all dates, for each date, or once for the chosen dates.
ALL_DATES: Literal[1] = 1
EACH_DATE: Literal[2] = 2
CHOSEN_DATES: Literal[3] = 3

RegistrantStatus = Literal["approved", "pending", "denied", "removed"]


@dataclass(frozen=True, kw_only=True)
class User:
    """A Zoom user. Without a webinar plan, listing their webinars is refused (400, code 200).

    `licence` is the user's `type` in Zoom (1 basic, 2 licensed, 4 unassigned; default: 2 with a
    webinar plan, else 1). `meetings`: starts of hour-long meetings, which stand among the webinars
    in the report on a host.
    """

    id: str
    email: str
    first_name: str = ""
    last_name: str = ""
    status: Literal["active", "inactive", "pending"] = "active"
    has_webinar_plan: bool = True
    timezone: str = "UTC"
    licence: Literal[1, 2, 4] | None = None
    meetings: tuple[datetime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One scheduled date of a type 9 webinar, as its detail lists it.

    `moves` replaces `start` from a moment on: a date that is moved keeps its occurrence_id (seen
    in recorded data). A deleted date either stays listed as deleted, from `deleted_at` on, or is
    no longer listed: `listed_from` and `listed_until` bound the time in which the detail shows it.
    """

    occurrence_id: str
    start: datetime
    duration_minutes: int = 60
    status: Literal["available", "deleted"] = "available"
    moves: tuple[tuple[datetime, datetime], ...] = ()
    deleted_at: datetime | None = None
    listed_from: datetime | None = None
    listed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrantState:
    """The status of a registrant from a moment on. `removed`: in no listing any more."""

    since: datetime
    status: RegistrantStatus


@dataclass(frozen=True, kw_only=True)
class Registrant:
    """A registration for a webinar, with its statuses in order of time.

    `occurrence_ids` is empty where the registration is for the webinar as a whole
    (types 5 and 6, and type 9 with registration_type 1); `denied_dates` are those of them for
    which it was cancelled. `raw` replaces or adds keys of the answer; a value of
    `sandbox.zoom.model.ABSENT` takes the key out.
    """

    id: str
    email: str
    first_name: str
    last_name: str = ""
    create_time: datetime
    states: tuple[RegistrantState, ...]
    occurrence_ids: tuple[str, ...] = ()
    denied_dates: frozenset[str] = frozenset()
    source_id: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Panelist:
    """Someone who speaks in a webinar; Zoom lists them apart from registrants.

    `listed_from` and `listed_until` bound the time in which the host has them on the list.
    """

    id: str
    name: str
    email: str
    listed_from: datetime | None = None
    listed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One row of the participant report. `raw` works as for Registrant.

    `registrant_id` is only answered when `include_fields` requests it. Zoom leaves `id` and
    `user_email` blank, and `participant_user_id` out, for people outside the account.
    `listed_at`: until then no list of participants shows the row; the history counts it at once.
    """

    user_id: str
    name: str
    join: datetime
    leave: datetime
    user_email: str = ""
    registrant_id: str | None = None
    participant_user_id: str | None = None
    status: Literal["in_meeting", "in_waiting_room"] = "in_meeting"
    bo_mtg_id: str | None = None
    failover: bool = False
    listed_at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RecordingFile:
    """One file of a session's cloud recording; `start` and `end` bound the stretch that it holds.

    `listed_at`: until then it is not ready, and no listing has it (default: at the session's end).
    `deleted_at`: from then on it is in the trash. `content`: what its download answers.
    `redirects_to`: where the download is, in place of an answer. `raw` works as for Registrant.
    Rows of the types CC and TIMELINE have no id, status, size, recording type and play URL.
    """

    id: str
    file_type: Literal["MP4", "M4A", "TRANSCRIPT", "CC", "TIMELINE", "CHAT"]
    start: datetime
    end: datetime
    recording_type: str = ""
    listed_at: datetime | None = None
    deleted_at: datetime | None = None
    content: bytes = b""
    redirects_to: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One actual run of a webinar, with its own UUID.

    `listed_at`: when the account's history shows it (default: at its end).
    `ready_at`: until then its report answers 404, code 3001 (default: at its end).
    `empty_until`: until then its report is there, and has no row.
    `settled_at`: until then its report shows the same rows with a duration of 0, the last third
    of them missing (default: at `ready_at`).
    `participants`, `unique_viewers`: how many people the history counts (default: those of the
    connections); `participants` is the count of the report, too.
    `is_practice`: it ended as a practice session, which only the webhook of its end tells.
    `recording_files`: what was recorded of it in the cloud.
    `polls`, `questions`: who answered polls, and who asked questions, with all their answers, as
    the reports have them.
    `raw` adds or replaces keys of its row in the account's history.
    """

    uuid: str
    webinar_id: int
    start: datetime
    end: datetime
    host_email: str
    host_name: str
    connections: Sequence[Connection]
    topic: str | None = None
    listed_at: datetime | None = None
    ready_at: datetime | None = None
    empty_until: datetime | None = None
    settled_at: datetime | None = None
    participants: int | None = None
    unique_viewers: int | None = None
    is_practice: bool = False
    recording_files: tuple[RecordingFile, ...] = ()
    polls: Sequence[Mapping[str, Any]] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)

    def is_listed(self, now: datetime) -> bool:
        """Tell whether the account's history shows the session: it has ended, and is listed."""
        return self.end <= now and (self.listed_at or self.end) <= now


@dataclass(frozen=True, kw_only=True)
class Webinar:
    """A webinar (the series, if it recurs).

    `expires_at`: from then on its detail, registrants and panelists answer 404, code 3001, and
    listings leave it out; its sessions' reports stay. `deleted_at` has the same effect.
    `start` is None for type 6; `moves` replaces `start` from a moment on (types 5).
    `edits` replaces any fields from a moment on: type, start, timezone, occurrences, topic, host ….
    `questions`, `custom_questions`: what the registration form asks beside address and first name,
    and whether it must be answered. `tracking_sources`: their ids and
    names. `capacity`: so many may register; 0: no limit.
    `raw` adds or replaces keys of the detail.
    """

    id: int
    uuid: str
    host_id: str
    host_email: str
    topic: str
    type: Literal[5, 6, 9]
    created_at: datetime
    start: datetime | None = None
    duration_minutes: int = 60
    timezone: str = "UTC"
    approval_type: Literal[0, 1, 2] = 0
    registration_type: Literal[1, 2, 3] = 1
    alternative_hosts: str = ""
    is_events_webinar: bool = False
    email_in_attendee_report: bool = True
    on_demand: bool = False
    occurrences: tuple[Occurrence, ...] = ()
    moves: tuple[tuple[datetime, datetime], ...] = ()
    edits: tuple[tuple[datetime, Mapping[str, Any]], ...] = ()
    registrants: Sequence[Registrant] = ()
    panelists: tuple[Panelist, ...] = ()
    questions: tuple[tuple[str, bool], ...] = (("last_name", False),)
    custom_questions: tuple[tuple[str, bool], ...] = ()
    tracking_sources: tuple[tuple[str, str], ...] = ()
    capacity: int = 0
    is_paid: bool = False
    expires_at: datetime | None = None
    deleted_at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A Zoom account with the one Server-to-Server OAuth app that may read it.

    `webinar_403_uuids`: sessions whose report answers 403 with an HTML page, always.
    `app_active`: a deactivated app gets no token, and its tokens are refused.
    `history`: whether the account-wide history answers, or refuses (400, code 200, or 403,
    code 12703). `history_lag`: so long after their end it shows sessions, which other reports show
    at once. `history_life`: so long it keeps them (None: for ever). `history_zone`: the zone of its
    days. `lists_newest_first`: the order of registrants.
    `has_webinar_addon`: without it everything about webinars is refused, their people by an
    answer 200 whose body is the refusal; the reports by day stay.
    `per_day` replaces limits of the plan by label, and holds also where limits are not enforced.
    `rate_headers`: which headers an answer that is no refusal carries: none, the label alone (as
    measured in 2026), or all that Zoom's older guide names.
    """

    account_id: str
    client_id: str
    client_secret: str
    plan: Literal["free", "pro", "business"] = "business"
    scopes: tuple[str, ...] = ()
    users: tuple[User, ...] = ()
    webinars: tuple[Webinar, ...] = ()
    sessions: tuple[Session, ...] = ()
    webinar_403_uuids: frozenset[str] = frozenset()
    app_active: bool = True
    history: Literal["available", "no_permission", "no_group_permission"] = "available"
    history_lag: timedelta = timedelta()
    history_life: timedelta | None = None
    history_zone: str = "UTC"
    has_webinar_addon: bool = True
    lists_newest_first: bool = True
    per_day: Mapping[str, int] = field(default_factory=dict)
    rate_headers: Literal["none", "category", "all"] = "category"


class _Absent:
    """Marks a key that an answer does not have."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
