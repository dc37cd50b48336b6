"""What hosts do, for the awkward account: rehearsals, restarts, late people, staff of one date.

Its answer key is `tests/answer_key/awkward_hosts.py`. All that is here can be told by one nightly
sync, but for W37, whose panelist is taken off the list between the first two runs.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from typing import TypedDict

from sandbox.zoom.awkward_rows import at, registration
from sandbox.zoom.model import Connection, Occurrence, Panelist, Session, Webinar


class _Host(TypedDict):
    host_id: str
    host_email: str


class _HostOfSession(TypedDict):
    host_email: str
    host_name: str


_ANNA: _Host = {"host_id": "h-anna", "host_email": "anna@brand.example.com"}
_BY_ANNA: _HostOfSession = {"host_email": "anna@brand.example.com", "host_name": "Anna Host"}
_CREATED = at("05-01 08:00")

# --- W27: to come; a test run two days before, with a colleague who registered. -------------------

_W27 = Webinar(
    id=91000000027, uuid="w27-own-uuid==", **_ANNA, topic="Test run", type=5, created_at=_CREATED,
    start=at("11-20 10:00"),
    registrants=(
        registration("r27-ta", "tara@example.com", "Tara", "Tocome", "11-10 09:00"),
        registration("r27-de", "dean@example.com", "Dean", "Tester", "11-10 09:10"),
    ),
)
_S27 = Session(
    uuid="s27==", webinar_id=91000000027, **_BY_ANNA, start=at("11-18 15:00"), end=at("11-18 15:05"),
    connections=(
        Connection(user_id="2701", name="Dean", join=at("11-18 15:01"), leave=at("11-18 15:05"), registrant_id="r27-de"),
    ),
)

# --- W28: rehearsed 18 hours before, with two who registered, then held. --------------------------

_W28 = Webinar(
    id=91000000028, uuid="w28-own-uuid==", **_ANNA, topic="Rehearsed", type=5, created_at=_CREATED,
    start=at("11-12 10:00"),
    registrants=(
        registration("r28-ro", "roman@example.com", "Roman", "Both", "11-05 11:00"),
        # Rehearsed, and did not come: a no-show.
        registration("r28-re", "rena@example.com", "Rena", "Rehearsal", "11-05 11:10"),
    ),
)
_S28P = Session(
    uuid="s28p==", webinar_id=91000000028, **_BY_ANNA, start=at("11-11 16:00"), end=at("11-11 16:20"),
    connections=(
        Connection(user_id="2801", name="Roman", join=at("11-11 16:00"), leave=at("11-11 16:20"), registrant_id="r28-ro"),
        Connection(user_id="2802", name="Rena", join=at("11-11 16:00"), leave=at("11-11 16:20"), registrant_id="r28-re"),
    ),
)
_S28 = Session(
    uuid="s28==", webinar_id=91000000028, **_BY_ANNA, start=at("11-12 10:00"), end=at("11-12 11:00"),
    connections=(
        Connection(user_id="2811", name="Roman", join=at("11-12 10:00"), leave=at("11-12 10:45"), registrant_id="r28-ro"),
    ),
)

# --- W29: the host alone opens it once more afterwards. --------------------------------------------

_W29 = Webinar(
    id=91000000029, uuid="w29-own-uuid==", **_ANNA, topic="Washed up", type=5, created_at=_CREATED,
    start=at("11-12 13:00"),
    registrants=(registration("r29-wa", "wanja@example.com", "Wanja", "Whole", "11-05 11:20"),),
)
_S29 = Session(
    uuid="s29==", webinar_id=91000000029, **_BY_ANNA, start=at("11-12 13:00"), end=at("11-12 14:00"),
    connections=(
        Connection(user_id="2901", name="Wanja", join=at("11-12 13:00"), leave=at("11-12 14:00"), registrant_id="r29-wa"),
    ),
)
_S29W = Session(
    uuid="s29w==", webinar_id=91000000029, **_BY_ANNA, start=at("11-12 14:05"), end=at("11-12 14:35"),
    connections=(
        Connection(user_id="2911", name="Anna", join=at("11-12 14:05"), leave=at("11-12 14:35"), participant_user_id="h-anna"),
    ),
)

# --- W30: two dates a day; runs break off and begin again. -----------------------------------------

O30_A = "1794564000000"  # Nov 13 10:00, planned for three hours
O30_B = "1794582000000"  # Nov 13 15:00
O30_C = "1794646800000"  # Nov 14 09:00
O30_D = "1794657600000"  # Nov 14 12:00

_W30 = Webinar(
    id=91000000030, uuid="w30-own-uuid==", **_ANNA, topic="Mornings", type=9, created_at=_CREATED,
    registration_type=1,
    occurrences=(
        Occurrence(occurrence_id=O30_A, start=at("11-13 10:00"), duration_minutes=180),
        Occurrence(occurrence_id=O30_B, start=at("11-13 15:00")),
        Occurrence(occurrence_id=O30_C, start=at("11-14 09:00")),
        Occurrence(occurrence_id=O30_D, start=at("11-14 12:00")),
    ),
    registrants=(
        registration("r30-mo", "mona@example.com", "Mona", "Morning", "11-05 12:00"),
        registration("r30-no", "noah@example.com", "Noah", "Noon", "11-05 12:10"),
    ),
)
_S30A = Session(
    uuid="s30a==", webinar_id=91000000030, **_BY_ANNA, start=at("11-13 10:00"), end=at("11-13 12:35"),
    connections=(
        Connection(user_id="3001", name="Mona", join=at("11-13 10:00"), leave=at("11-13 12:35"), registrant_id="r30-mo"),
    ),
)
_S30B = Session(
    # In the planned time of the morning, and nearer to the start of the afternoon.
    uuid="s30b==", webinar_id=91000000030, **_BY_ANNA, start=at("11-13 12:40"), end=at("11-13 13:00"),
    connections=(
        Connection(user_id="3002", name="Mona", join=at("11-13 12:40"), leave=at("11-13 13:00"), registrant_id="r30-mo"),
    ),
)
_S30C = Session(
    uuid="s30c==", webinar_id=91000000030, **_BY_ANNA, start=at("11-13 15:00"), end=at("11-13 16:00"),
    connections=(
        Connection(user_id="3003", name="Noah", join=at("11-13 15:00"), leave=at("11-13 16:00"), registrant_id="r30-no"),
    ),
)
_S30D = Session(
    uuid="s30d==", webinar_id=91000000030, **_BY_ANNA, start=at("11-14 09:00"), end=at("11-14 10:10"),
    connections=(
        Connection(user_id="3004", name="Mona", join=at("11-14 09:00"), leave=at("11-14 10:10"), registrant_id="r30-mo"),
    ),
)
_S30E = Session(
    # In no planned time: 20 minutes after the end of the last run, 90 before the next date.
    uuid="s30e==", webinar_id=91000000030, **_BY_ANNA, start=at("11-14 10:30"), end=at("11-14 10:50"),
    connections=(
        Connection(user_id="3005", name="Noah", join=at("11-14 10:30"), leave=at("11-14 10:50"), registrant_id="r30-no"),
    ),
)
_S30F = Session(
    uuid="s30f==", webinar_id=91000000030, **_BY_ANNA, start=at("11-14 12:00"), end=at("11-14 13:00"),
    connections=(
        Connection(user_id="3006", name="Noah", join=at("11-14 12:00"), leave=at("11-14 12:30"), registrant_id="r30-no"),
    ),
)

# --- W31: no fixed time; breaks off before midnight in New York (UTC-5), begins again after it. -----

_W31 = Webinar(
    id=91000000031, uuid="w31-own-uuid==", **_ANNA, topic="Over midnight", type=6, created_at=_CREATED,
    timezone="America/New_York",
    registrants=(
        registration("r31-ny", "nyla@example.com", "Nyla", "Both", "11-05 13:00"),
        # In the break.
        registration("r31-br", "brad@example.com", "Brad", "Break", "11-12 05:00"),
        # When all was over.
        registration("r31-la", "lana@example.com", "Lana", "Late", "11-12 09:00"),
    ),
)
_S31A = Session(
    uuid="s31a==", webinar_id=91000000031, **_BY_ANNA, start=at("11-12 03:30"), end=at("11-12 04:50"),
    connections=(
        Connection(user_id="3101", name="Nyla", join=at("11-12 03:30"), leave=at("11-12 04:50"), registrant_id="r31-ny"),
    ),
)
_S31B = Session(
    uuid="s31b==", webinar_id=91000000031, **_BY_ANNA, start=at("11-12 05:05"), end=at("11-12 05:30"),
    connections=(
        Connection(user_id="3102", name="Nyla", join=at("11-12 05:05"), leave=at("11-12 05:30"), registrant_id="r31-ny"),
    ),
)

# --- W32: people who register while it runs, and afterwards. ----------------------------------------

_W32 = Webinar(
    id=91000000032, uuid="w32-own-uuid==", **_ANNA, topic="Late people", type=5, created_at=_CREATED,
    start=at("11-12 17:00"), on_demand=True,
    registrants=(
        registration("r32-la", "lara@example.com", "Lara", "Came", "11-11 09:00"),
        # While it ran, and did not come: a no-show.
        registration("r32-lc", "lina@example.com", "Lina", "Meanwhile", "11-12 17:30"),
        registration("r32-lb", "lukas@example.com", "Lukas", "Late", "11-13 09:00"),
        # Late, and denied when first seen: cancelled comes first.
        registration("r32-ld", "lorenz@example.com", "Lorenz", "Latedenied", "11-13 10:00", ("11-13 12:00", "denied")),
    ),
)
_S32 = Session(
    uuid="s32==", webinar_id=91000000032, **_BY_ANNA, start=at("11-12 17:00"), end=at("11-12 18:00"),
    connections=(
        Connection(user_id="3201", name="Lara", join=at("11-12 17:00"), leave=at("11-12 18:00"), registrant_id="r32-la"),
    ),
)

# --- W33: a series whose last date nobody started. ---------------------------------------------------

O33_A = "1794312000000"  # Nov 10 12:00, held
O33_B = "1794484800000"  # Nov 12 12:00, not held

_W33 = Webinar(
    id=91000000033, uuid="w33-own-uuid==", **_ANNA, topic="Late for a series", type=9, created_at=_CREATED,
    registration_type=1,
    occurrences=(
        Occurrence(occurrence_id=O33_A, start=at("11-10 12:00")),
        Occurrence(occurrence_id=O33_B, start=at("11-12 12:00")),
    ),
    registrants=(
        registration("r33-si", "silke@example.com", "Silke", "Both", "11-05 14:00"),
        # After the first, before the second.
        registration("r33-so", "sofie@example.com", "Sofie", "Second", "11-11 12:00"),
        # After both: late for the last one that was held.
        registration("r33-st", "stella@example.com", "Stella", "Late", "11-13 09:00"),
    ),
)
_S33 = Session(
    uuid="s33==", webinar_id=91000000033, **_BY_ANNA, start=at("11-10 12:00"), end=at("11-10 13:00"),
    connections=(
        Connection(user_id="3301", name="Silke", join=at("11-10 12:00"), leave=at("11-10 13:00"), registrant_id="r33-si"),
    ),
)

# --- W34: no fixed time, and never held: a registration without an occurrence. -----------------------

_W34 = Webinar(
    id=91000000034, uuid="w34-own-uuid==", **_ANNA, topic="Never held", type=6, created_at=_CREATED,
    registrants=(registration("r34-ru", "rudi@example.com", "Rudi", "Waits", "11-05 15:00"),),
)

# --- W35: opened for ten minutes an hour before, and never at its time: not held. --------------------

_W35 = Webinar(
    id=91000000035, uuid="w35-own-uuid==", **_ANNA, topic="Too early", type=5, created_at=_CREATED,
    start=at("11-12 20:00"),
    registrants=(
        registration("r35-xa", "xaver@example.com", "Xaver", "Early", "11-05 16:00"),
        registration("r35-xe", "xena@example.com", "Xena", "Absent", "11-05 16:10"),
    ),
)
_S35 = Session(
    uuid="s35==", webinar_id=91000000035, **_BY_ANNA, start=at("11-12 19:00"), end=at("11-12 19:10"),
    connections=(
        Connection(user_id="3501", name="Xaver", join=at("11-12 19:00"), leave=at("11-12 19:10"), registrant_id="r35-xa"),
    ),
)

# --- W36: ended before its time, a third of the planned length, with three of four: held early. -------

_W36 = Webinar(
    id=91000000036, uuid="w36-own-uuid==", **_ANNA, topic="Held early", type=5, created_at=_CREATED,
    start=at("11-12 22:00"),
    registrants=(
        registration("r36-el", "elia@example.com", "Elia", "Early", "11-05 17:00"),
        registration("r36-em", "emil@example.com", "Emil", "Early", "11-05 17:10"),
        registration("r36-en", "enno@example.com", "Enno", "Early", "11-05 17:20"),
        registration("r36-es", "esra@example.com", "Esra", "Absent", "11-05 17:30"),
    ),
)
_S36 = Session(
    uuid="s36==", webinar_id=91000000036, **_BY_ANNA, start=at("11-12 21:20"), end=at("11-12 21:40"),
    connections=(
        Connection(user_id="3601", name="Elia", join=at("11-12 21:20"), leave=at("11-12 21:40"), registrant_id="r36-el"),
        Connection(user_id="3602", name="Emil", join=at("11-12 21:20"), leave=at("11-12 21:40"), registrant_id="r36-em"),
        Connection(user_id="3603", name="Enno", join=at("11-12 21:20"), leave=at("11-12 21:40"), registrant_id="r36-en"),
    ),
)

# --- W37: a panelist of the first date, off the list before the second, to which she comes as a guest.

O37_A = "1794556800000"  # Nov 13 08:00
O37_B = "1794902400000"  # Nov 17 08:00

_W37 = Webinar(
    id=91000000037, uuid="w37-own-uuid==", **_ANNA, topic="Staff of one date", type=9, created_at=_CREATED,
    registration_type=1,
    occurrences=(
        Occurrence(occurrence_id=O37_A, start=at("11-13 08:00")),
        Occurrence(occurrence_id=O37_B, start=at("11-17 08:00")),
    ),
    panelists=(Panelist(id="p37-sp", name="Spela", email="spela@example.com", listed_until=at("11-16 12:00")),),
    registrants=(
        registration("r37-sp", "spela@example.com", "Spela", "Speaks", "11-05 18:00"),
        registration("r37-ti", "timo@example.com", "Timo", "First", "11-05 18:10"),
    ),
)
_S37A = Session(
    uuid="s37a==", webinar_id=91000000037, **_BY_ANNA, start=at("11-13 08:00"), end=at("11-13 09:00"),
    connections=(
        Connection(user_id="3701", name="Spela", join=at("11-13 08:00"), leave=at("11-13 09:00"), user_email="spela@example.com"),
        Connection(user_id="3702", name="Timo", join=at("11-13 08:00"), leave=at("11-13 09:00"), registrant_id="r37-ti"),
    ),
)
_S37B = Session(
    uuid="s37b==", webinar_id=91000000037, **_BY_ANNA, start=at("11-17 08:00"), end=at("11-17 09:00"),
    connections=(
        Connection(user_id="3711", name="Spela", join=at("11-17 08:00"), leave=at("11-17 08:30"), registrant_id="r37-sp"),
    ),
)

# --- W38: an alternative host whom Zoom names by id; he registered, too. ------------------------------

_W38 = Webinar(
    id=91000000038, uuid="w38-own-uuid==", **_ANNA, topic="Alternative", type=5, created_at=_CREATED,
    start=at("11-14 12:00"), alternative_hosts="u-carl",
    registrants=(
        registration("r38-ca", "carl@brand.example.com", "Carl", "Colleague", "11-05 19:00"),
        registration("r38-zi", "zita@example.com", "Zita", "Guest", "11-05 19:10"),
    ),
)
_S38 = Session(
    uuid="s38==", webinar_id=91000000038, **_BY_ANNA, start=at("11-14 12:00"), end=at("11-14 13:00"),
    connections=(
        Connection(user_id="3801", name="Carl", join=at("11-14 12:00"), leave=at("11-14 13:00"), participant_user_id="u-carl"),
        Connection(user_id="3802", name="Zita", join=at("11-14 12:00"), leave=at("11-14 13:00"), registrant_id="r38-zi"),
    ),
)

# --- W39: Zoom Events', and held: the listing of its host says so before its people are read. ---------

_W39 = Webinar(
    id=91000000039, uuid="w39-own-uuid==", **_ANNA, topic="Held at Zoom Events", type=5, created_at=_CREATED,
    start=at("11-11 08:00"), is_events_webinar=True,
    registrants=(registration("r39-no", "unread39@example.com", "Never", "Read", "11-05 20:00"),),
)
_S39 = Session(
    uuid="s39==", webinar_id=91000000039, **_BY_ANNA, start=at("11-11 08:00"), end=at("11-11 09:00"),
    connections=(
        Connection(user_id="3901", name="Never read", join=at("11-11 08:00"), leave=at("11-11 09:00"), registrant_id="r39-no"),
    ),
)

# --- W40: the history counts forty people, the report has two: not final, nobody is a no-show. --------

_W40 = Webinar(
    id=91000000040, uuid="w40-own-uuid==", **_ANNA, topic="Incomplete", type=5, created_at=_CREATED,
    start=at("11-14 14:00"),
    registrants=(
        registration("r40-in", "ingo@example.com", "Ingo", "Shown", "11-05 20:10"),
        registration("r40-ir", "irma@example.com", "Irma", "Perhaps", "11-05 20:20"),
    ),
)
_S40 = Session(
    uuid="s40==", webinar_id=91000000040, **_BY_ANNA, start=at("11-14 14:00"), end=at("11-14 15:00"),
    participants=40, unique_viewers=38,
    connections=(
        Connection(user_id="4001", name="Ingo", join=at("11-14 14:00"), leave=at("11-14 15:00"), registrant_id="r40-in"),
        Connection(user_id="4002", name="Guest", join=at("11-14 14:00"), leave=at("11-14 14:10")),
    ),
)

# --- W41: at the first run its report is there, and empty. ---------------------------------------------

_W41 = Webinar(
    id=91000000041, uuid="w41-own-uuid==", **_ANNA, topic="Empty at first", type=5, created_at=_CREATED,
    start=at("11-15 20:00"),
    registrants=(
        registration("r41-ol", "olaf@example.com", "Olaf", "Came", "11-05 21:00"),
        registration("r41-op", "opal@example.com", "Opal", "Absent", "11-05 21:10"),
    ),
)
_S41 = Session(
    uuid="s41==", webinar_id=91000000041, **_BY_ANNA, start=at("11-15 20:00"), end=at("11-15 21:00"),
    empty_until=at("11-16 12:00"),
    connections=(
        Connection(user_id="4101", name="Olaf", join=at("11-15 20:00"), leave=at("11-15 21:00"), registrant_id="r41-ol"),
    ),
)

WEBINARS = (
    *(_W27, _W28, _W29, _W30, _W31, _W32, _W33, _W34),
    *(_W35, _W36, _W37, _W38, _W39, _W40, _W41),
)
SESSIONS = (
    *(_S27, _S28P, _S28, _S29, _S29W, _S30A, _S30B, _S30C, _S30D, _S30E, _S30F, _S31A, _S31B),
    *(_S32, _S33, _S35, _S36, _S37A, _S37B, _S38, _S39, _S40, _S41),
)
