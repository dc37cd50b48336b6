"""What the warehouse holds of the edited account after each of its runs, worked out by hand.

The account is `sandbox/zoom/edited.py`. Its syncs: M1 = Nov 10 04:00, M2 = Nov 11 13:00, M3 = Nov 12
04:00, M4 = Nov 14 04:00, M5 = Nov 19 04:00 (2026, UTC). What is true at the end is in the tables;
MEANWHILE has what is to be seen at a moment before.

  E01  M4 reads Nov 17 in place of Nov 11, which was held: another occurrence. ann 100 and 50: mean 75.
       dora registered when the first was over: of the second only.
  E02  M2 reads 15:00 in place of 09:00, which was held: another occurrence of the same day, -2.
  E03  What was held as a single webinar stays; one registration for all the dates that end after it.
  E04  The first date of the new series starts when the single webinar did: that one, with its key.
  E05  The other way round: Nov 20 stays, Nov 27 is left over and was deleted.
  E06  O6_A was moved two days before it was to be held: its key, the present start. O6_B was held, then
       announced for Nov 20: another occurrence, by its day. lea was read before that, max after it.
  E07  Nov 21 vanished, and nora stays with it. Nov 28 is new, and nobody's. Nov 22 has another id.
  E08  The first run's day is that in UTC, the webinar's zone then; the second's that in New York.
  E09  20 of 60 minutes, 3 h 40 min before the new start: broken off. 20 + 60 = 80 min = 4800 s;
       rosa 1200 s = 25 %.
  E10  M4 cannot know yet whether Nov 13 was held: it stays as announced. M5 knows that it was not.
  E11  vera is late for Nov 11 until Nov 20 is announced.
  E12  Settled early at M3 by two equal readings, of as many people as the history counts; M4 corrects.
  E13  yves and zoe were staff in the last reading before the first date (M1), in none before the
       second (M4). With staff alone at its time the first date was held all the same.
  E14  15:00 is 10:00 in New York: the date that was held, in another zone. Nothing is to come.
  E15  M4 tells 15:00 first. The afternoon's session began five minutes before it, and five hours after
       the morning: it is the afternoon's. 14:55 to 16:00 = 3900 s.
  E16  M1 reads gus as pending, M2 as approved: after the end. He was never let in, and is no no-show.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from decimal import Decimal as D

from sandbox.zoom.edited import RUNS
from tests.answer_key.values import t

M1, M2, M3, M4, M5 = RUNS
E01, E02, E03, E04, E05, E06, E07 = 92000000001, 92000000002, 92000000003, 92000000004, 92000000005, 92000000006, 92000000007
E08, E09, E10, E11, E12, E13 = 92000000008, 92000000009, 92000000010, 92000000011, 92000000012, 92000000013
E14, E15, E16 = 92000000014, 92000000015, 92000000016

A3, B3 = "1794902400000", "1795507200000"
B4 = "1795773600000"
A5, B5 = "1795165200000", "1795770000000"
A6, B6 = "1794823200000", "1794398400000"
A7, B7, C7 = "1795255200000", "1795860000000", "1795341600000"
A13, B13 = "1794391200000", "1794909600000"
A15, B15 = "1794477600000", "1794495600000"

MARKETING_EVENTS_COLUMNS = (
    "webinar_id", "occurrence_key", "status", "scheduled_at", "started_at", "ended_at", "length_seconds",
    "registrations", "cancellations", "attendances", "no_shows", "late_registrations",
)
MARKETING_EVENTS: list[tuple[object, ...]] = [
    (E01, "2026-11-11", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, 2, 0, 1, 1, 0),
    (E01, "2026-11-17", "ended", t("2026-11-17 10:00"), t("2026-11-17 10:00"), t("2026-11-17 11:00"), 3600, 4, 0, 2, 2, 0),
    (E02, "2026-11-11", "ended", t("2026-11-11 09:00"), t("2026-11-11 09:00"), t("2026-11-11 10:00"), 3600, 1, 0, 1, 1, 0),
    (E02, "2026-11-11-2", "ended", t("2026-11-11 15:00"), t("2026-11-11 15:00"), t("2026-11-11 16:00"), 3600, 1, 0, 1, 0, 0),
    (E03, "2026-11-11", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, 2, 0, 1, 1, 0),
    (E03, A3, "ended", t("2026-11-17 08:00"), t("2026-11-17 08:00"), t("2026-11-17 09:00"), 3600, 2, 0, 1, 1, 0),
    (E03, B3, "scheduled", t("2026-11-24 08:00"), None, None, None, 2, 0, 0, 0, 0),
    (E04, "2026-11-20", "scheduled", t("2026-11-20 10:00"), None, None, None, 1, 0, 0, 0, 0),
    (E04, B4, "scheduled", t("2026-11-27 10:00"), None, None, None, 1, 0, 0, 0, 0),
    (E05, A5, "scheduled", t("2026-11-20 09:00"), None, None, None, 1, 0, 0, 0, 0),
    (E05, B5, "cancelled", t("2026-11-27 09:00"), None, None, None, 1, 0, 0, 0, 0),
    (E06, A6, "ended", t("2026-11-17 12:00"), t("2026-11-17 12:00"), t("2026-11-17 13:00"), 3600, 1, 0, 1, 0, 0),
    (E06, B6, "ended", t("2026-11-11 12:00"), t("2026-11-11 12:00"), t("2026-11-11 12:50"), 3000, 1, 0, 1, 0, 0),
    (E06, "2026-11-20", "scheduled", t("2026-11-20 12:00"), None, None, None, 2, 0, 0, 0, 0),
    (E07, A7, "cancelled", t("2026-11-21 10:00"), None, None, None, 1, 0, 0, 0, 0),
    (E07, B7, "scheduled", t("2026-11-28 10:00"), None, None, None, 0, 0, 0, 0, 0),
    (E07, C7, "scheduled", t("2026-11-22 10:00"), None, None, None, 1, 0, 0, 0, 0),
    (E08, "2026-11-11", "ended", None, t("2026-11-11 02:00"), t("2026-11-11 03:00"), 3600, 1, 0, 1, 0, 0),
    (E08, "2026-11-16", "ended", None, t("2026-11-17 02:00"), t("2026-11-17 03:00"), 3600, 1, 0, 1, 0, 0),
    (E09, "2026-11-11", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 15:00"), 4800, 3, 0, 2, 1, 0),
    (E10, "2026-11-13", "scheduled", t("2026-11-20 11:00"), None, None, None, 1, 0, 0, 0, 0),
    (E11, "2026-11-11", "ended", t("2026-11-11 16:00"), t("2026-11-11 16:00"), t("2026-11-11 17:00"), 3600, 1, 0, 1, 0, 0),
    (E11, "2026-11-20", "scheduled", t("2026-11-20 16:00"), None, None, None, 2, 0, 0, 0, 0),
    (E12, "2026-11-11", "ended", t("2026-11-11 10:30"), t("2026-11-11 10:30"), t("2026-11-11 11:30"), 3600, 2, 0, 2, 0, 0),
    (E13, A13, "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, 0, 0, 0, 0, 0),
    (E13, B13, "ended", t("2026-11-17 10:00"), t("2026-11-17 10:00"), t("2026-11-17 11:00"), 3600, 2, 0, 2, 0, 0),
    (E14, "2026-11-11", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, 2, 0, 1, 1, 0),
    (E15, A15, "ended", t("2026-11-12 10:00"), t("2026-11-12 10:00"), t("2026-11-12 11:00"), 3600, 2, 0, 1, 1, 0),
    (E15, B15, "ended", t("2026-11-12 15:00"), t("2026-11-12 14:55"), t("2026-11-12 16:00"), 3900, 2, 0, 1, 1, 0),
    (E16, "2026-11-11", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, 2, 0, 1, 0, 1),
]

PARTICIPATIONS_COLUMNS = ("webinar_id", "occurrence_key", "email", "state", "registered_at", "joined_at", "left_at", "attended_seconds", "attendance_percent")
PARTICIPATIONS: list[tuple[object, ...]] = [
    (E01, "2026-11-11", "ann@example.com", "attended", t("2026-11-09 09:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, D("100.00")),
    (E01, "2026-11-11", "ben@example.com", "no_show", t("2026-11-09 09:10"), None, None, None, None),
    (E01, "2026-11-17", "ann@example.com", "attended", t("2026-11-09 09:00"), t("2026-11-17 10:00"), t("2026-11-17 10:30"), 1800, D("50.00")),
    (E01, "2026-11-17", "ben@example.com", "no_show", t("2026-11-09 09:10"), None, None, None, None),
    (E01, "2026-11-17", "dora@example.com", "no_show", t("2026-11-12 09:00"), None, None, None, None),
    (E01, "2026-11-17", "cora@example.com", "attended", t("2026-11-14 10:00"), t("2026-11-17 10:00"), t("2026-11-17 11:00"), 3600, D("100.00")),
    (E02, "2026-11-11", "eli@example.com", "no_show", t("2026-11-09 10:00"), None, None, None, None),
    (E02, "2026-11-11", "fay@example.com", "attended", None, t("2026-11-11 09:00"), t("2026-11-11 10:00"), 3600, D("100.00")),
    (E02, "2026-11-11-2", "eli@example.com", "attended", t("2026-11-09 10:00"), t("2026-11-11 15:00"), t("2026-11-11 16:00"), 3600, D("100.00")),
    (E03, "2026-11-11", "gil@example.com", "attended", t("2026-11-09 11:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, D("100.00")),
    (E03, "2026-11-11", "hal@example.com", "no_show", t("2026-11-09 11:10"), None, None, None, None),
    (E03, A3, "gil@example.com", "no_show", t("2026-11-09 11:00"), None, None, None, None),
    (E03, A3, "hal@example.com", "attended", t("2026-11-09 11:10"), t("2026-11-17 08:00"), t("2026-11-17 09:00"), 3600, D("100.00")),
    (E03, B3, "gil@example.com", "registered", t("2026-11-09 11:00"), None, None, None, None),
    (E03, B3, "hal@example.com", "registered", t("2026-11-09 11:10"), None, None, None, None),
    (E04, "2026-11-20", "ida@example.com", "registered", t("2026-11-09 12:00"), None, None, None, None),
    (E04, B4, "ida@example.com", "registered", t("2026-11-09 12:00"), None, None, None, None),
    (E05, A5, "jan@example.com", "registered", t("2026-11-09 12:10"), None, None, None, None),
    (E05, B5, "jan@example.com", "registered", t("2026-11-09 12:10"), None, None, None, None),
    (E06, A6, "kai@example.com", "attended", t("2026-11-09 13:00"), t("2026-11-17 12:00"), t("2026-11-17 12:45"), 2700, D("75.00")),
    (E06, B6, "lea@example.com", "attended", t("2026-11-09 13:10"), t("2026-11-11 12:00"), t("2026-11-11 12:50"), 3000, D("100.00")),
    (E06, "2026-11-20", "lea@example.com", "registered", t("2026-11-09 13:10"), None, None, None, None),
    (E06, "2026-11-20", "max@example.com", "registered", t("2026-11-15 13:00"), None, None, None, None),
    (E07, A7, "nora@example.com", "registered", t("2026-11-09 14:00"), None, None, None, None),
    (E07, C7, "otto@example.com", "registered", t("2026-11-09 14:10"), None, None, None, None),
    (E08, "2026-11-11", "pia@example.com", "attended", t("2026-11-09 15:00"), t("2026-11-11 02:00"), t("2026-11-11 03:00"), 3600, D("100.00")),
    (E08, "2026-11-16", "pia@example.com", "attended", t("2026-11-09 15:00"), t("2026-11-17 02:00"), t("2026-11-17 02:30"), 1800, D("50.00")),
    (E09, "2026-11-11", "quin@example.com", "attended", t("2026-11-09 16:00"), t("2026-11-11 10:00"), t("2026-11-11 15:00"), 4800, D("100.00")),
    (E09, "2026-11-11", "rosa@example.com", "attended", t("2026-11-09 16:10"), t("2026-11-11 10:00"), t("2026-11-11 10:20"), 1200, D("25.00")),
    (E09, "2026-11-11", "sven@example.com", "no_show", t("2026-11-11 11:00"), None, None, None, None),
    (E10, "2026-11-13", "tess@example.com", "registered", t("2026-11-09 17:00"), None, None, None, None),
    (E11, "2026-11-11", "ugo@example.com", "attended", t("2026-11-09 18:00"), t("2026-11-11 16:00"), t("2026-11-11 17:00"), 3600, D("100.00")),
    (E11, "2026-11-20", "ugo@example.com", "registered", t("2026-11-09 18:00"), None, None, None, None),
    (E11, "2026-11-20", "vera@example.com", "registered", t("2026-11-13 12:00"), None, None, None, None),
    (E12, "2026-11-11", "wim@example.com", "attended", t("2026-11-09 19:00"), t("2026-11-11 10:30"), t("2026-11-11 11:30"), 3600, D("100.00")),
    (E12, "2026-11-11", "xia@example.com", "attended", t("2026-11-09 19:10"), t("2026-11-11 10:30"), t("2026-11-11 11:00"), 1800, D("50.00")),
    (E13, B13, "yves@example.com", "attended", t("2026-11-09 20:00"), t("2026-11-17 10:00"), t("2026-11-17 11:00"), 3600, D("100.00")),
    (E13, B13, "zoe@corp.example.com", "attended", t("2026-11-09 20:10"), t("2026-11-17 10:00"), t("2026-11-17 10:15"), 900, D("25.00")),
    (E14, "2026-11-11", "adam@example.com", "attended", t("2026-11-09 21:00"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, D("100.00")),
    (E14, "2026-11-11", "bea@example.com", "no_show", t("2026-11-09 21:10"), None, None, None, None),
    (E15, A15, "cleo@example.com", "attended", t("2026-11-09 22:00"), t("2026-11-12 10:00"), t("2026-11-12 11:00"), 3600, D("100.00")),
    (E15, A15, "dan@example.com", "no_show", t("2026-11-09 22:10"), None, None, None, None),
    (E15, B15, "cleo@example.com", "no_show", t("2026-11-09 22:00"), None, None, None, None),
    (E15, B15, "dan@example.com", "attended", t("2026-11-09 22:10"), t("2026-11-12 14:55"), t("2026-11-12 16:00"), 3900, D("100.00")),
    (E16, "2026-11-11", "gus@example.com", "registered_late", t("2026-11-09 23:00"), None, None, None, None),
    (E16, "2026-11-11", "hana@example.com", "attended", t("2026-11-09 23:10"), t("2026-11-11 10:00"), t("2026-11-11 11:00"), 3600, D("100.00")),
]

CONTACTS_COLUMNS = ("email", "average_attendance_percent", "registrations_total", "attendances_total")
CONTACTS: list[tuple[object, ...]] = [
    ("ann@example.com", D("75.00"), 1, 1),
    ("ben@example.com", None, 1, 0),
    ("cora@example.com", D("100.00"), 1, 1),
    ("dora@example.com", None, 1, 0),
    ("eli@example.com", D("100.00"), 1, 1),
    ("fay@example.com", D("100.00"), 0, 1),
    ("gil@example.com", D("100.00"), 1, 1),
    ("hal@example.com", D("100.00"), 1, 1),
    ("ida@example.com", None, 1, 0),
    ("jan@example.com", None, 1, 0),
    ("kai@example.com", D("75.00"), 1, 1),
    ("lea@example.com", D("100.00"), 1, 1),
    ("max@example.com", None, 1, 0),
    ("nora@example.com", None, 1, 0),
    ("otto@example.com", None, 1, 0),
    ("pia@example.com", D("75.00"), 1, 1),
    ("quin@example.com", D("100.00"), 1, 1),
    ("rosa@example.com", D("25.00"), 1, 1),
    ("sven@example.com", None, 1, 0),
    ("tess@example.com", None, 1, 0),
    ("ugo@example.com", D("100.00"), 1, 1),
    ("vera@example.com", None, 1, 0),
    ("wim@example.com", D("100.00"), 1, 1),
    ("xia@example.com", D("50.00"), 1, 1),
    ("yves@example.com", D("100.00"), 1, 1),
    ("zoe@corp.example.com", D("25.00"), 1, 1),
    ("adam@example.com", D("100.00"), 1, 1),
    ("bea@example.com", None, 1, 0),
    ("cleo@example.com", D("100.00"), 1, 1),
    ("dan@example.com", D("100.00"), 1, 1),
    ("gus@example.com", None, 1, 0),
    ("hana@example.com", D("100.00"), 1, 1),
]

# (moment, webinar, {occurrence: (status, scheduled start)}, {(occurrence, address): state}): all of a
# webinar's events and participations at a moment before the last.
MEANWHILE: list[tuple[object, int, dict[str, tuple[object, ...]], dict[tuple[str, str], str]]] = [
    (M1, E01, {"2026-11-11": ("scheduled", t("2026-11-11 10:00"))}, {
        ("2026-11-11", "ann@example.com"): "registered", ("2026-11-11", "ben@example.com"): "registered",
    }),
    (M4, E01, {"2026-11-11": ("ended", t("2026-11-11 10:00")), "2026-11-17": ("scheduled", t("2026-11-17 10:00"))}, {
        ("2026-11-11", "ann@example.com"): "attended", ("2026-11-11", "ben@example.com"): "no_show",
        ("2026-11-17", "ann@example.com"): "registered", ("2026-11-17", "ben@example.com"): "registered",
        ("2026-11-17", "dora@example.com"): "registered",
    }),
    # The session before the second sync is known, so there is no waiting. One reading: not settled.
    (M2, E02, {"2026-11-11": ("ended", t("2026-11-11 09:00")), "2026-11-11-2": ("scheduled", t("2026-11-11 15:00"))}, {
        ("2026-11-11", "eli@example.com"): "registered", ("2026-11-11", "fay@example.com"): "attended",
        ("2026-11-11-2", "eli@example.com"): "registered",
    }),
    (M1, E07, {A7: ("scheduled", t("2026-11-21 10:00")), C7: ("scheduled", t("2026-11-22 10:00"))}, {
        (A7, "nora@example.com"): "registered", (C7, "otto@example.com"): "registered",
    }),
    # A run with no fixed time is judged a day after its end.
    (M2, E08, {}, {}),
    (M3, E08, {"2026-11-11": ("ended", None)}, {("2026-11-11", "pia@example.com"): "attended"}),
    # The second run was read once, 13 hours after its end.
    (M3, E09, {"2026-11-11": ("ended", t("2026-11-11 10:00"))}, {
        ("2026-11-11", "quin@example.com"): "attended", ("2026-11-11", "rosa@example.com"): "attended",
        ("2026-11-11", "sven@example.com"): "registered",
    }),
    (M4, E10, {"2026-11-13": ("scheduled", t("2026-11-13 10:00"))}, {("2026-11-13", "tess@example.com"): "registered"}),
    (M4, E11, {"2026-11-11": ("ended", t("2026-11-11 16:00"))}, {
        ("2026-11-11", "ugo@example.com"): "attended", ("2026-11-11", "vera@example.com"): "registered_late",
    }),
    (M2, E12, {"2026-11-11": ("ended", t("2026-11-11 10:30"))}, {
        ("2026-11-11", "wim@example.com"): "attended", ("2026-11-11", "xia@example.com"): "registered",
    }),
    (M3, E12, {"2026-11-11": ("ended", t("2026-11-11 10:30"))}, {
        ("2026-11-11", "wim@example.com"): "attended", ("2026-11-11", "xia@example.com"): "no_show",
    }),
    (M4, E12, {"2026-11-11": ("ended", t("2026-11-11 10:30"))}, {
        ("2026-11-11", "wim@example.com"): "attended", ("2026-11-11", "xia@example.com"): "attended",
    }),
    (M4, E13, {A13: ("ended", t("2026-11-11 10:00")), B13: ("scheduled", t("2026-11-17 10:00"))}, {
        (B13, "yves@example.com"): "registered", (B13, "zoe@corp.example.com"): "registered",
    }),
    (M2, E14, {"2026-11-11": ("ended", t("2026-11-11 10:00"))}, {
        ("2026-11-11", "adam@example.com"): "attended", ("2026-11-11", "bea@example.com"): "registered",
    }),
    (M2, E16, {"2026-11-11": ("ended", t("2026-11-11 10:00"))}, {
        ("2026-11-11", "gus@example.com"): "registered", ("2026-11-11", "hana@example.com"): "attended",
    }),
]
