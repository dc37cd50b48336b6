"""The edited account: what hosts change between two readings, and must not change the past.

Its answer key is `tests/answer_key/edited.py`. Five full nightly syncs are meant to run, one at each
moment of RUNS, with the sandbox's clock frozen there. Most edits happen on Nov 11 at 12:00, between
a run of the webinar and the second sync, or on Nov 13 at 09:00, between the third and the fourth.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from typing import Any

from sandbox.zoom.awkward_rows import at, registration
from sandbox.zoom.model import (
    Account,
    Connection,
    Occurrence,
    Panelist,
    Registrant,
    Session,
    User,
    Webinar,
)

ACCOUNT_ID = "edited-account"
RUNS = (at("11-10 04:00"), at("11-11 13:00"), at("11-12 04:00"), at("11-14 04:00"), at("11-19 04:00"))
SAME_DAY, LATER = at("11-11 12:00"), at("11-13 09:00")

_HOST = User(id="h-hanna", email="hanna@corp.example.com", first_name="Hanna", last_name="Host")


def _webinar(number: int, topic: str, *registrants: Registrant, **fields: Any) -> Webinar:
    values = {"type": 5, "created_at": at("10-01 08:00"), **fields}
    return Webinar(
        id=92000000000 + number, uuid=f"e{number:02}-own-uuid==", host_id=_HOST.id, host_email=_HOST.email,
        topic=topic, registrants=registrants, **values,
    )


def _session(uuid: str, number: int, start: str, end: str, *connections: Connection, **fields: Any) -> Session:
    return Session(
        uuid=uuid, webinar_id=92000000000 + number, start=at(start), end=at(end),
        host_email=_HOST.email, host_name="Hanna Host", connections=connections, **fields,
    )


def _came(user_id: str, registrant_id: str, join: str, leave: str, **fields: Any) -> Connection:
    return Connection(user_id=user_id, name=registrant_id, join=at(join), leave=at(leave), registrant_id=registrant_id, **fields)


# --- E01: a single webinar, held, and used again on another day. ------------------------------------

_E01 = _webinar(
    1, "Used again",
    registration("r01-ann", "ann@example.com", "Ann", "Both", "11-09 09:00"),
    registration("r01-ben", "ben@example.com", "Ben", "Absent", "11-09 09:10"),
    # After the first run was over, before the second was announced.
    registration("r01-dora", "dora@example.com", "Dora", "Between", "11-12 09:00"),
    registration("r01-cora", "cora@example.com", "Cora", "Second", "11-14 10:00"),
    start=at("11-11 10:00"), moves=((LATER, at("11-17 10:00")),),
)
_S01A = _session("e01a==", 1, "11-11 10:00", "11-11 11:00", _came("101", "r01-ann", "11-11 10:00", "11-11 11:00"))
_S01B = _session(
    "e01b==", 1, "11-17 10:00", "11-17 11:00",
    _came("102", "r01-ann", "11-17 10:00", "11-17 10:30"), _came("103", "r01-cora", "11-17 10:00", "11-17 11:00"),
)

# --- E02: a single webinar, held, and used again on the same day. -----------------------------------

_E02 = _webinar(
    2, "Twice a day",
    registration("r02-eli", "eli@example.com", "Eli", "Second", "11-09 10:00"),
    start=at("11-11 09:00"), moves=((SAME_DAY, at("11-11 15:00")),),
)
_S02A = _session("e02a==", 2, "11-11 09:00", "11-11 10:00", Connection(user_id="201", name="Fay", join=at("11-11 09:00"), leave=at("11-11 10:00"), user_email="fay@example.com"))
_S02B = _session("e02b==", 2, "11-11 15:00", "11-11 16:00", _came("202", "r02-eli", "11-11 15:00", "11-11 16:00"))

# --- E03: a single webinar, held, and made a series. -------------------------------------------------

O3_A = "1794902400000"  # Nov 17 08:00
O3_B = "1795507200000"  # Nov 24 08:00

_E03 = _webinar(
    3, "Made a series",
    registration("r03-gil", "gil@example.com", "Gil", "First", "11-09 11:00"),
    registration("r03-hal", "hal@example.com", "Hal", "Second", "11-09 11:10"),
    start=at("11-11 10:00"),
    edits=((LATER, {"type": 9, "start": None, "occurrences": (
        Occurrence(occurrence_id=O3_A, start=at("11-17 08:00")), Occurrence(occurrence_id=O3_B, start=at("11-24 08:00")),
    )}),),
)
_S03A = _session("e03a==", 3, "11-11 10:00", "11-11 11:00", _came("301", "r03-gil", "11-11 10:00", "11-11 11:00"))
_S03B = _session("e03b==", 3, "11-17 08:00", "11-17 09:00", _came("302", "r03-hal", "11-17 08:00", "11-17 09:00"))

# --- E04: a single webinar to come, made a series that begins when it did; E05 the other way. ----------

O4_A = "1795168800000"  # Nov 20 10:00, as before
O4_B = "1795773600000"  # Nov 27 10:00

_E04 = _webinar(
    4, "To come, made a series",
    registration("r04-ida", "ida@example.com", "Ida", "Waits", "11-09 12:00"),
    start=at("11-20 10:00"),
    edits=((LATER, {"type": 9, "start": None, "occurrences": (
        Occurrence(occurrence_id=O4_A, start=at("11-20 10:00")), Occurrence(occurrence_id=O4_B, start=at("11-27 10:00")),
    )}),),
)

O5_A = "1795165200000"  # Nov 20 09:00
O5_B = "1795770000000"  # Nov 27 09:00

_E05 = _webinar(
    5, "A series made single",
    registration("r05-jan", "jan@example.com", "Jan", "Waits", "11-09 12:10"),
    type=9, registration_type=1,
    occurrences=(Occurrence(occurrence_id=O5_A, start=at("11-20 09:00")), Occurrence(occurrence_id=O5_B, start=at("11-27 09:00"))),
    edits=((LATER, {"type": 5, "start": at("11-20 09:00"), "occurrences": ()}),),
)

# --- E06: dates under their ids: one moved before it was held, one held and then used again. -----------

O6_A = "1794823200000"  # Nov 16 10:00, moved to Nov 17 12:00
O6_B = "1794398400000"  # Nov 11 12:00, held, then announced for Nov 20 12:00

_E06 = _webinar(
    6, "Moved under its id",
    registration("r06-kai", "kai@example.com", "Kai", "Moved", "11-09 13:00", dates=(O6_A,)),
    # Read before the date got another start: of the old occurrence and of the new one.
    registration("r06-lea", "lea@example.com", "Lea", "Both", "11-09 13:10", dates=(O6_B,)),
    # Read after that: of the new one.
    registration("r06-max", "max@example.com", "Max", "New", "11-15 13:00", dates=(O6_B,)),
    type=9, registration_type=2,
    occurrences=(
        Occurrence(occurrence_id=O6_A, start=at("11-16 10:00"), moves=((LATER, at("11-17 12:00")),)),
        Occurrence(occurrence_id=O6_B, start=at("11-11 12:00"), moves=((LATER, at("11-20 12:00")),)),
    ),
)
_S06A = _session("e06a==", 6, "11-17 12:00", "11-17 13:00", _came("601", "r06-kai", "11-17 12:00", "11-17 12:45"))
_S06B = _session("e06b==", 6, "11-11 12:00", "11-11 12:50", _came("602", "r06-lea", "11-11 12:00", "11-11 12:50"))

# --- E07: a date vanishes and another is new; one comes back at the same minute under another id. ------

O7_A = "1795255200000"  # Nov 21 10:00, no longer listed
O7_B = "1795860000000"  # Nov 28 10:00, new
O7_C = "1795341600000"  # Nov 22 10:00, listed under ...
O7_C_ANEW = "1795341600001"  # ... this id from then on

_E07 = _webinar(
    7, "One gone, one new",
    registration("r07-nora", "nora@example.com", "Nora", "Gone", "11-09 14:00", dates=(O7_A,)),
    registration("r07-otto", "otto@example.com", "Otto", "Same", "11-09 14:10", dates=(O7_C, O7_C_ANEW)),
    type=9, registration_type=2,
    occurrences=(
        Occurrence(occurrence_id=O7_A, start=at("11-21 10:00"), listed_until=LATER),
        Occurrence(occurrence_id=O7_B, start=at("11-28 10:00"), listed_from=LATER),
        Occurrence(occurrence_id=O7_C, start=at("11-22 10:00"), listed_until=LATER),
        Occurrence(occurrence_id=O7_C_ANEW, start=at("11-22 10:00"), listed_from=LATER),
    ),
)

# --- E08: no fixed time; its zone is corrected after the first run. ------------------------------------

_E08 = _webinar(
    8, "Zone corrected",
    registration("r08-pia", "pia@example.com", "Pia", "Both", "11-09 15:00"),
    type=6, edits=((LATER, {"timezone": "America/New_York"}),),
)
_S08A = _session("e08a==", 8, "11-11 02:00", "11-11 03:00", _came("801", "r08-pia", "11-11 02:00", "11-11 03:00"))
# Nov 16, 21:00 in New York.
_S08B = _session("e08b==", 8, "11-17 02:00", "11-17 03:00", _came("802", "r08-pia", "11-17 02:00", "11-17 02:30"))

# --- E09: broken off after 20 of 60 minutes, announced anew for the afternoon: the same one goes on. ----

_E09 = _webinar(
    9, "Broken off",
    registration("r09-quin", "quin@example.com", "Quin", "Both", "11-09 16:00"),
    registration("r09-rosa", "rosa@example.com", "Rosa", "First", "11-09 16:10"),
    # Between the two runs.
    registration("r09-sven", "sven@example.com", "Sven", "Absent", "11-11 11:00"),
    start=at("11-11 10:00"), moves=((SAME_DAY, at("11-11 14:00")),),
)
_S09A = _session(
    "e09a==", 9, "11-11 10:00", "11-11 10:20",
    _came("901", "r09-quin", "11-11 10:00", "11-11 10:20"), _came("902", "r09-rosa", "11-11 10:00", "11-11 10:20"),
)
_S09B = _session("e09b==", 9, "11-11 14:00", "11-11 15:00", _came("903", "r09-quin", "11-11 14:00", "11-11 15:00"))

# --- E10: nobody started it, and it was announced for a later day. --------------------------------------

_E10 = _webinar(
    10, "Put off",
    registration("r10-tess", "tess@example.com", "Tess", "Waits", "11-09 17:00"),
    start=at("11-13 10:00"), moves=((at("11-13 12:00"), at("11-20 11:00")),),
)

# --- E11: somebody registers when it is over; later it is announced again. ------------------------------

_E11 = _webinar(
    11, "Late, then early",
    registration("r11-ugo", "ugo@example.com", "Ugo", "Came", "11-09 18:00"),
    registration("r11-vera", "vera@example.com", "Vera", "Late", "11-13 12:00"),
    start=at("11-11 16:00"), moves=((at("11-15 09:00"), at("11-20 16:00")),),
)
_S11 = _session("e11==", 11, "11-11 16:00", "11-11 17:00", _came("1101", "r11-ugo", "11-11 16:00", "11-11 17:00"))

# --- E12: the report gains somebody after two equal readings. --------------------------------------------

_E12 = _webinar(
    12, "Gains a person",
    registration("r12-wim", "wim@example.com", "Wim", "Shown", "11-09 19:00"),
    registration("r12-xia", "xia@example.com", "Xia", "Added", "11-09 19:10"),
    start=at("11-11 10:30"),
)
_S12 = _session(
    "e12==", 12, "11-11 10:30", "11-11 11:30",
    _came("1201", "r12-wim", "11-11 10:30", "11-11 11:30"),
    _came("1202", "r12-xia", "11-11 10:30", "11-11 11:00", listed_at=at("11-12 12:00")),
    participants=1,
)

# --- E13: staff of the first of two dates only: a panelist, and an alternative host. ---------------------

O13_A = "1794391200000"  # Nov 11 10:00
O13_B = "1794909600000"  # Nov 17 10:00

_E13 = _webinar(
    13, "Staff comes and goes",
    registration("r13-yves", "yves@example.com", "Yves", "Panelist", "11-09 20:00"),
    registration("r13-zoe", "zoe@corp.example.com", "Zoe", "Alternative", "11-09 20:10"),
    type=9, registration_type=1,
    occurrences=(Occurrence(occurrence_id=O13_A, start=at("11-11 10:00")), Occurrence(occurrence_id=O13_B, start=at("11-17 10:00"))),
    panelists=(Panelist(id="p13-yves", name="Yves", email="yves@example.com", listed_until=LATER),),
    alternative_hosts="zoe@corp.example.com", edits=((LATER, {"alternative_hosts": ""}),),
)
_S13A = _session(
    "e13a==", 13, "11-11 10:00", "11-11 11:00",
    _came("1301", "r13-yves", "11-11 10:00", "11-11 11:00"), _came("1302", "r13-zoe", "11-11 10:00", "11-11 11:00"),
)
_S13B = _session(
    "e13b==", 13, "11-17 10:00", "11-17 11:00",
    _came("1303", "r13-yves", "11-17 10:00", "11-17 11:00"), _came("1304", "r13-zoe", "11-17 10:00", "11-17 10:15"),
)

# --- E14: its time zone is corrected after it was held; the local time stays. ----------------------------

_E14 = _webinar(
    14, "Another zone",
    registration("r14-adam", "adam@example.com", "Adam", "Came", "11-09 21:00"),
    registration("r14-bea", "bea@example.com", "Bea", "Absent", "11-09 21:10"),
    start=at("11-11 10:00"), edits=((SAME_DAY, {"timezone": "America/New_York", "start": at("11-11 15:00")}),),
)
_S14 = _session("e14==", 14, "11-11 10:00", "11-11 11:00", _came("1401", "r14-adam", "11-11 10:00", "11-11 11:00"))

# --- E15: a date that is added and held on the day of another; only the next reading tells it. -----------

O15_A = "1794477600000"  # Nov 12 10:00
O15_B = "1794495600000"  # Nov 12 15:00

_E15 = _webinar(
    15, "One more today",
    registration("r15-cleo", "cleo@example.com", "Cleo", "Morning", "11-09 22:00"),
    registration("r15-dan", "dan@example.com", "Dan", "Afternoon", "11-09 22:10"),
    type=9, registration_type=1,
    occurrences=(Occurrence(occurrence_id=O15_A, start=at("11-12 10:00")), Occurrence(occurrence_id=O15_B, start=at("11-12 15:00"), listed_from=at("11-12 12:00"))),
)
_S15A = _session("e15a==", 15, "11-12 10:00", "11-12 11:00", _came("1501", "r15-cleo", "11-12 10:00", "11-12 11:00"))
_S15B = _session("e15b==", 15, "11-12 14:55", "11-12 16:00", _came("1502", "r15-dan", "11-12 14:55", "11-12 16:00"))

# --- E16: the host lets everybody see the recording, by approving who was not let in before. -------------

_E16 = _webinar(
    16, "Approved afterwards",
    registration("r16-gus", "gus@example.com", "Gus", "Late", "11-09 23:00", ("11-11 12:00", "approved"), first="pending"),
    registration("r16-hana", "hana@example.com", "Hana", "Came", "11-09 23:10"),
    start=at("11-11 10:00"), approval_type=1,
)
_S16 = _session("e16==", 16, "11-11 10:00", "11-11 11:00", _came("1601", "r16-hana", "11-11 10:00", "11-11 11:00"))

ACCOUNT = Account(
    account_id=ACCOUNT_ID,
    client_id="edited-client",
    client_secret="edited-secret",
    users=(_HOST,),
    webinars=(_E01, _E02, _E03, _E04, _E05, _E06, _E07, _E08, _E09, _E10, _E11, _E12, _E13, _E14, _E15, _E16),
    sessions=(
        *(_S01A, _S01B, _S02A, _S02B, _S03A, _S03B, _S06A, _S06B, _S08A, _S08B, _S09A, _S09B),
        *(_S11, _S12, _S13A, _S13B, _S14, _S15A, _S15B, _S16),
    ),
)
