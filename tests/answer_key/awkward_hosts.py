"""What the warehouse holds of what hosts do (`sandbox/zoom/awkward_hosts.py`), worked out by hand.

It belongs to the key of the awkward account (`awkward.py`), which has the columns of each table.

  tara, dean W27  a session two days before, of 5 of 60 minutes, with one person: that date's rehearsal,
                  and a practice as long as the date is not over.
  roman      W28  2700 of 3600 s; the rehearsal of 20 minutes, 18 h before, counts nowhere.
  wanja      W29  100 %: the host alone from 14:05 on is no part of the webinar (with it: 66.67).
  mona       W30  A: 155 + 20 = 175 of 175 min = 100 %; C: 70 of 70 + 20 = 90 min = 77.78 %;
                  mean (100 + 77.7778) / 2 = 88.8889 -> 88.89.
  noah       W30  B: 100; C: 20 of 90 = 22.22; D: 50; mean 172.2222 / 3 = 57.4074 -> 57.41.
  nyla       W31  80 + 25 = 105 min = 6300 s, all of both runs; one occurrence, of the day on which the
                  first began in New York: Nov 11, 22:30.
  brad       W31  registered in the break, before the last run ended: a no-show. lana: after it, late.
  W32             lara came, lina registered at 17:30 of 17:00 to 18:00 (a no-show), lukas the day after
                  (late), lorenz too, but denied at first sight: cancelled at R1.
  W33             A was held, B was not. silke: both. sofie: B only. stella: after both, late for A.
  W35             10 of 60 minutes, ended before 20:00, one person: a practice, so the date was not held.
  W36             20 of 60 minutes, ended before 22:00, three people of four registered: it was held.
  spela      W37  on the list of panelists at R1, the first reading after the first date (Nov 13), and
                  off it at R2, the last before the second (Nov 17): staff of the first date only.
  carl       W38  alternative host by his Zoom id: neither his registration nor his connection counts.
  W40             two people of forty that the history counts: fewer than half, so never settled.
  W41             R1 7 h after the end: empty. R2 23 h after: a first whole reading. R3: settled.
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from decimal import Decimal as D

from tests.answer_key.values import ACC, ANNA, R1, R3, t

W27, W28, W29, W30, W31, W32, W33 = 91000000027, 91000000028, 91000000029, 91000000030, 91000000031, 91000000032, 91000000033
W34, W35, W36, W37, W38, W39, W40, W41 = 91000000034, 91000000035, 91000000036, 91000000037, 91000000038, 91000000039, 91000000040, 91000000041

A30, B30, C30, D30 = "1794564000000", "1794582000000", "1794646800000", "1794657600000"
A33, B33 = "1794312000000", "1794484800000"
A37, B37 = "1794556800000", "1794902400000"

CONTACTS: list[tuple[object, ...]] = [
    ("tara@example.com", "Tara", "Tocome", None, None, 1, 0, t("2026-11-10 09:00"), t("2026-11-10 09:00")),
    # The test run is no activity of his.
    ("dean@example.com", "Dean", "Tester", None, None, 1, 0, t("2026-11-10 09:10"), t("2026-11-10 09:10")),
    ("roman@example.com", "Roman", "Both", D("75.00"), None, 1, 1, t("2026-11-05 11:00"), t("2026-11-12 10:45")),
    ("rena@example.com", "Rena", "Rehearsal", None, None, 1, 0, t("2026-11-05 11:10"), t("2026-11-05 11:10")),
    ("wanja@example.com", "Wanja", "Whole", D("100.00"), None, 1, 1, t("2026-11-05 11:20"), t("2026-11-12 14:00")),
    ("mona@example.com", "Mona", "Morning", D("88.89"), None, 1, 1, t("2026-11-05 12:00"), t("2026-11-14 10:10")),
    ("noah@example.com", "Noah", "Noon", D("57.41"), None, 1, 1, t("2026-11-05 12:10"), t("2026-11-14 12:30")),
    ("nyla@example.com", "Nyla", "Both", D("100.00"), None, 1, 1, t("2026-11-05 13:00"), t("2026-11-12 05:30")),
    ("brad@example.com", "Brad", "Break", None, None, 1, 0, t("2026-11-12 05:00"), t("2026-11-12 05:00")),
    ("lana@example.com", "Lana", "Late", None, None, 1, 0, t("2026-11-12 09:00"), t("2026-11-12 09:00")),
    ("lara@example.com", "Lara", "Came", D("100.00"), None, 1, 1, t("2026-11-11 09:00"), t("2026-11-12 18:00")),
    ("lina@example.com", "Lina", "Meanwhile", None, None, 1, 0, t("2026-11-12 17:30"), t("2026-11-12 17:30")),
    # Late registrations count as registrations.
    ("lukas@example.com", "Lukas", "Late", None, None, 1, 0, t("2026-11-13 09:00"), t("2026-11-13 09:00")),
    ("lorenz@example.com", "Lorenz", "Latedenied", None, None, 1, 0, t("2026-11-13 10:00"), R1),
    ("silke@example.com", "Silke", "Both", D("100.00"), None, 1, 1, t("2026-11-05 14:00"), t("2026-11-10 13:00")),
    ("sofie@example.com", "Sofie", "Second", None, None, 1, 0, t("2026-11-11 12:00"), t("2026-11-11 12:00")),
    ("stella@example.com", "Stella", "Late", None, None, 1, 0, t("2026-11-13 09:00"), t("2026-11-13 09:00")),
    # Registered for what was never held.
    ("rudi@example.com", "Rudi", "Waits", None, None, 1, 0, t("2026-11-05 15:00"), t("2026-11-05 15:00")),
    ("xaver@example.com", "Xaver", "Early", None, None, 1, 0, t("2026-11-05 16:00"), t("2026-11-05 16:00")),
    ("xena@example.com", "Xena", "Absent", None, None, 1, 0, t("2026-11-05 16:10"), t("2026-11-05 16:10")),
    ("elia@example.com", "Elia", "Early", D("100.00"), None, 1, 1, t("2026-11-05 17:00"), t("2026-11-12 21:40")),
    ("emil@example.com", "Emil", "Early", D("100.00"), None, 1, 1, t("2026-11-05 17:10"), t("2026-11-12 21:40")),
    ("enno@example.com", "Enno", "Early", D("100.00"), None, 1, 1, t("2026-11-05 17:20"), t("2026-11-12 21:40")),
    ("esra@example.com", "Esra", "Absent", None, None, 1, 0, t("2026-11-05 17:30"), t("2026-11-05 17:30")),
    # Her average is that of the date to which she came as a guest.
    ("spela@example.com", "Spela", "Speaks", D("50.00"), None, 1, 1, t("2026-11-05 18:00"), t("2026-11-17 08:30")),
    ("timo@example.com", "Timo", "First", D("100.00"), None, 1, 1, t("2026-11-05 18:10"), t("2026-11-13 09:00")),
    ("zita@example.com", "Zita", "Guest", D("100.00"), None, 1, 1, t("2026-11-05 19:10"), t("2026-11-14 13:00")),
    ("ingo@example.com", "Ingo", "Shown", D("100.00"), None, 1, 1, t("2026-11-05 20:10"), t("2026-11-14 15:00")),
    ("irma@example.com", "Irma", "Perhaps", None, None, 1, 0, t("2026-11-05 20:20"), t("2026-11-05 20:20")),
    ("olaf@example.com", "Olaf", "Came", D("100.00"), None, 1, 1, t("2026-11-05 21:00"), t("2026-11-15 21:00")),
    ("opal@example.com", "Opal", "Absent", None, None, 1, 0, t("2026-11-05 21:10"), t("2026-11-05 21:10")),
]

MARKETING_EVENTS: list[tuple[object, ...]] = [
    (ACC, W27, "2026-11-20", "Test run", ANNA, "scheduled", t("2026-11-20 10:00"), None, None, None, None, 2, 0, 0, 0, 0, 0),
    (ACC, W28, "2026-11-12", "Rehearsed", ANNA, "ended", t("2026-11-12 10:00"), t("2026-11-12 10:00"), t("2026-11-12 11:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W29, "2026-11-12", "Washed up", ANNA, "ended", t("2026-11-12 13:00"), t("2026-11-12 13:00"), t("2026-11-12 14:00"), 3600, R1, 1, 0, 1, 0, 0, 0),
    (ACC, W30, A30, "Mornings", ANNA, "ended", t("2026-11-13 10:00"), t("2026-11-13 10:00"), t("2026-11-13 13:00"), 10500, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W30, B30, "Mornings", ANNA, "ended", t("2026-11-13 15:00"), t("2026-11-13 15:00"), t("2026-11-13 16:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W30, C30, "Mornings", ANNA, "ended", t("2026-11-14 09:00"), t("2026-11-14 09:00"), t("2026-11-14 10:50"), 5400, R1, 2, 0, 2, 0, 0, 0),
    (ACC, W30, D30, "Mornings", ANNA, "ended", t("2026-11-14 12:00"), t("2026-11-14 12:00"), t("2026-11-14 13:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W31, "2026-11-11", "Over midnight", ANNA, "ended", None, t("2026-11-12 03:30"), t("2026-11-12 05:30"), 6300, R1, 3, 0, 1, 1, 1, 0),
    (ACC, W32, "2026-11-12", "Late people", ANNA, "ended", t("2026-11-12 17:00"), t("2026-11-12 17:00"), t("2026-11-12 18:00"), 3600, R1, 4, 1, 1, 1, 1, 0),
    (ACC, W33, A33, "Late for a series", ANNA, "ended", t("2026-11-10 12:00"), t("2026-11-10 12:00"), t("2026-11-10 13:00"), 3600, R1, 2, 0, 1, 0, 1, 0),
    (ACC, W33, B33, "Late for a series", ANNA, "not_held", t("2026-11-12 12:00"), None, None, None, None, 2, 0, 0, 0, 0, 0),
    (ACC, W35, "2026-11-12", "Too early", ANNA, "not_held", t("2026-11-12 20:00"), None, None, None, None, 2, 0, 0, 0, 0, 0),
    (ACC, W36, "2026-11-12", "Held early", ANNA, "ended", t("2026-11-12 22:00"), t("2026-11-12 21:20"), t("2026-11-12 21:40"), 1200, R1, 4, 0, 3, 1, 0, 0),
    # Spela is no participant of the first date.
    (ACC, W37, A37, "Staff of one date", ANNA, "ended", t("2026-11-13 08:00"), t("2026-11-13 08:00"), t("2026-11-13 09:00"), 3600, R1, 1, 0, 1, 0, 0, 0),
    (ACC, W37, B37, "Staff of one date", ANNA, "ended", t("2026-11-17 08:00"), t("2026-11-17 08:00"), t("2026-11-17 09:00"), 3600, R3, 2, 0, 1, 1, 0, 0),
    (ACC, W38, "2026-11-14", "Alternative", ANNA, "ended", t("2026-11-14 12:00"), t("2026-11-14 12:00"), t("2026-11-14 13:00"), 3600, R1, 1, 0, 1, 0, 0, 0),
    (ACC, W40, "2026-11-14", "Incomplete", ANNA, "ended", t("2026-11-14 14:00"), t("2026-11-14 14:00"), t("2026-11-14 15:00"), 3600, None, 2, 0, 1, 0, 0, 1),
    (ACC, W41, "2026-11-15", "Empty at first", ANNA, "ended", t("2026-11-15 20:00"), t("2026-11-15 20:00"), t("2026-11-15 21:00"), 3600, R3, 2, 0, 1, 1, 0, 0),
    # Not there: W34 (never held, and has no date), W39 (zoom_events).
]

PARTICIPATIONS: list[tuple[object, ...]] = [
    (ACC, W27, "2026-11-20", "tara@example.com", "registered", t("2026-11-10 09:00"), None, None, None, None, None),
    (ACC, W27, "2026-11-20", "dean@example.com", "registered", t("2026-11-10 09:10"), None, None, None, None, None),
    (ACC, W28, "2026-11-12", "roman@example.com", "attended", t("2026-11-05 11:00"), None, t("2026-11-12 10:00"), t("2026-11-12 10:45"), 2700, D("75.00")),
    (ACC, W28, "2026-11-12", "rena@example.com", "no_show", t("2026-11-05 11:10"), None, None, None, None, None),
    (ACC, W29, "2026-11-12", "wanja@example.com", "attended", t("2026-11-05 11:20"), None, t("2026-11-12 13:00"), t("2026-11-12 14:00"), 3600, D("100.00")),
    (ACC, W30, A30, "mona@example.com", "attended", t("2026-11-05 12:00"), None, t("2026-11-13 10:00"), t("2026-11-13 13:00"), 10500, D("100.00")),
    (ACC, W30, A30, "noah@example.com", "no_show", t("2026-11-05 12:10"), None, None, None, None, None),
    (ACC, W30, B30, "mona@example.com", "no_show", t("2026-11-05 12:00"), None, None, None, None, None),
    (ACC, W30, B30, "noah@example.com", "attended", t("2026-11-05 12:10"), None, t("2026-11-13 15:00"), t("2026-11-13 16:00"), 3600, D("100.00")),
    (ACC, W30, C30, "mona@example.com", "attended", t("2026-11-05 12:00"), None, t("2026-11-14 09:00"), t("2026-11-14 10:10"), 4200, D("77.78")),
    (ACC, W30, C30, "noah@example.com", "attended", t("2026-11-05 12:10"), None, t("2026-11-14 10:30"), t("2026-11-14 10:50"), 1200, D("22.22")),
    (ACC, W30, D30, "mona@example.com", "no_show", t("2026-11-05 12:00"), None, None, None, None, None),
    (ACC, W30, D30, "noah@example.com", "attended", t("2026-11-05 12:10"), None, t("2026-11-14 12:00"), t("2026-11-14 12:30"), 1800, D("50.00")),
    (ACC, W31, "2026-11-11", "nyla@example.com", "attended", t("2026-11-05 13:00"), None, t("2026-11-12 03:30"), t("2026-11-12 05:30"), 6300, D("100.00")),
    (ACC, W31, "2026-11-11", "brad@example.com", "no_show", t("2026-11-12 05:00"), None, None, None, None, None),
    (ACC, W31, "2026-11-11", "lana@example.com", "registered_late", t("2026-11-12 09:00"), None, None, None, None, None),
    (ACC, W32, "2026-11-12", "lara@example.com", "attended", t("2026-11-11 09:00"), None, t("2026-11-12 17:00"), t("2026-11-12 18:00"), 3600, D("100.00")),
    (ACC, W32, "2026-11-12", "lina@example.com", "no_show", t("2026-11-12 17:30"), None, None, None, None, None),
    (ACC, W32, "2026-11-12", "lukas@example.com", "registered_late", t("2026-11-13 09:00"), None, None, None, None, None),
    (ACC, W32, "2026-11-12", "lorenz@example.com", "cancelled", t("2026-11-13 10:00"), R1, None, None, None, None),
    (ACC, W33, A33, "silke@example.com", "attended", t("2026-11-05 14:00"), None, t("2026-11-10 12:00"), t("2026-11-10 13:00"), 3600, D("100.00")),
    (ACC, W33, A33, "stella@example.com", "registered_late", t("2026-11-13 09:00"), None, None, None, None, None),
    # Not held: nobody is a no-show.
    (ACC, W33, B33, "silke@example.com", "registered", t("2026-11-05 14:00"), None, None, None, None, None),
    (ACC, W33, B33, "sofie@example.com", "registered", t("2026-11-11 12:00"), None, None, None, None, None),
    (ACC, W35, "2026-11-12", "xaver@example.com", "registered", t("2026-11-05 16:00"), None, None, None, None, None),
    (ACC, W35, "2026-11-12", "xena@example.com", "registered", t("2026-11-05 16:10"), None, None, None, None, None),
    (ACC, W36, "2026-11-12", "elia@example.com", "attended", t("2026-11-05 17:00"), None, t("2026-11-12 21:20"), t("2026-11-12 21:40"), 1200, D("100.00")),
    (ACC, W36, "2026-11-12", "emil@example.com", "attended", t("2026-11-05 17:10"), None, t("2026-11-12 21:20"), t("2026-11-12 21:40"), 1200, D("100.00")),
    (ACC, W36, "2026-11-12", "enno@example.com", "attended", t("2026-11-05 17:20"), None, t("2026-11-12 21:20"), t("2026-11-12 21:40"), 1200, D("100.00")),
    (ACC, W36, "2026-11-12", "esra@example.com", "no_show", t("2026-11-05 17:30"), None, None, None, None, None),
    (ACC, W37, A37, "timo@example.com", "attended", t("2026-11-05 18:10"), None, t("2026-11-13 08:00"), t("2026-11-13 09:00"), 3600, D("100.00")),
    (ACC, W37, B37, "spela@example.com", "attended", t("2026-11-05 18:00"), None, t("2026-11-17 08:00"), t("2026-11-17 08:30"), 1800, D("50.00")),
    (ACC, W37, B37, "timo@example.com", "no_show", t("2026-11-05 18:10"), None, None, None, None, None),
    (ACC, W38, "2026-11-14", "zita@example.com", "attended", t("2026-11-05 19:10"), None, t("2026-11-14 12:00"), t("2026-11-14 13:00"), 3600, D("100.00")),
    (ACC, W40, "2026-11-14", "ingo@example.com", "attended", t("2026-11-05 20:10"), None, t("2026-11-14 14:00"), t("2026-11-14 15:00"), 3600, D("100.00")),
    (ACC, W40, "2026-11-14", "irma@example.com", "registered", t("2026-11-05 20:20"), None, None, None, None, None),
    (ACC, W41, "2026-11-15", "olaf@example.com", "attended", t("2026-11-05 21:00"), None, t("2026-11-15 20:00"), t("2026-11-15 21:00"), 3600, D("100.00")),
    (ACC, W41, "2026-11-15", "opal@example.com", "no_show", t("2026-11-05 21:10"), None, None, None, None, None),
]

ATTENDANCE_CONNECTIONS: list[tuple[object, ...]] = [
    ("s28==", "2811", t("2026-11-12 10:00"), ACC, W28, "2026-11-12", "roman@example.com", t("2026-11-12 10:45")),
    ("s29==", "2901", t("2026-11-12 13:00"), ACC, W29, "2026-11-12", "wanja@example.com", t("2026-11-12 14:00")),
    ("s30a==", "3001", t("2026-11-13 10:00"), ACC, W30, A30, "mona@example.com", t("2026-11-13 12:35")),
    ("s30b==", "3002", t("2026-11-13 12:40"), ACC, W30, A30, "mona@example.com", t("2026-11-13 13:00")),
    ("s30c==", "3003", t("2026-11-13 15:00"), ACC, W30, B30, "noah@example.com", t("2026-11-13 16:00")),
    ("s30d==", "3004", t("2026-11-14 09:00"), ACC, W30, C30, "mona@example.com", t("2026-11-14 10:10")),
    ("s30e==", "3005", t("2026-11-14 10:30"), ACC, W30, C30, "noah@example.com", t("2026-11-14 10:50")),
    ("s30f==", "3006", t("2026-11-14 12:00"), ACC, W30, D30, "noah@example.com", t("2026-11-14 12:30")),
    ("s31a==", "3101", t("2026-11-12 03:30"), ACC, W31, "2026-11-11", "nyla@example.com", t("2026-11-12 04:50")),
    ("s31b==", "3102", t("2026-11-12 05:05"), ACC, W31, "2026-11-11", "nyla@example.com", t("2026-11-12 05:30")),
    ("s32==", "3201", t("2026-11-12 17:00"), ACC, W32, "2026-11-12", "lara@example.com", t("2026-11-12 18:00")),
    ("s33==", "3301", t("2026-11-10 12:00"), ACC, W33, A33, "silke@example.com", t("2026-11-10 13:00")),
    ("s36==", "3601", t("2026-11-12 21:20"), ACC, W36, "2026-11-12", "elia@example.com", t("2026-11-12 21:40")),
    ("s36==", "3602", t("2026-11-12 21:20"), ACC, W36, "2026-11-12", "emil@example.com", t("2026-11-12 21:40")),
    ("s36==", "3603", t("2026-11-12 21:20"), ACC, W36, "2026-11-12", "enno@example.com", t("2026-11-12 21:40")),
    ("s37a==", "3702", t("2026-11-13 08:00"), ACC, W37, A37, "timo@example.com", t("2026-11-13 09:00")),
    ("s37b==", "3711", t("2026-11-17 08:00"), ACC, W37, B37, "spela@example.com", t("2026-11-17 08:30")),
    ("s38==", "3802", t("2026-11-14 12:00"), ACC, W38, "2026-11-14", "zita@example.com", t("2026-11-14 13:00")),
    ("s40==", "4001", t("2026-11-14 14:00"), ACC, W40, "2026-11-14", "ingo@example.com", t("2026-11-14 15:00")),
    ("s40==", "4002", t("2026-11-14 14:00"), ACC, W40, "2026-11-14", None, t("2026-11-14 14:10")),
    ("s41==", "4101", t("2026-11-15 20:00"), ACC, W41, "2026-11-15", "olaf@example.com", t("2026-11-15 21:00")),
]

TIMELINE_EVENTS: list[tuple[object, ...]] = [
    ("tara@example.com", ACC, W27, "2026-11-20", "registered", t("2026-11-10 09:00"), "Test run", None, None),
    ("dean@example.com", ACC, W27, "2026-11-20", "registered", t("2026-11-10 09:10"), "Test run", None, None),
    ("roman@example.com", ACC, W28, "2026-11-12", "registered", t("2026-11-05 11:00"), "Rehearsed", None, None),
    ("roman@example.com", ACC, W28, "2026-11-12", "attended", t("2026-11-12 10:00"), "Rehearsed", t("2026-11-12 10:00"), t("2026-11-12 10:45")),
    ("rena@example.com", ACC, W28, "2026-11-12", "registered", t("2026-11-05 11:10"), "Rehearsed", None, None),
    ("wanja@example.com", ACC, W29, "2026-11-12", "registered", t("2026-11-05 11:20"), "Washed up", None, None),
    ("wanja@example.com", ACC, W29, "2026-11-12", "attended", t("2026-11-12 13:00"), "Washed up", t("2026-11-12 13:00"), t("2026-11-12 14:00")),
    ("mona@example.com", ACC, W30, A30, "registered", t("2026-11-05 12:00"), "Mornings", None, None),
    ("mona@example.com", ACC, W30, A30, "attended", t("2026-11-13 10:00"), "Mornings", t("2026-11-13 10:00"), t("2026-11-13 13:00")),
    ("mona@example.com", ACC, W30, B30, "registered", t("2026-11-05 12:00"), "Mornings", None, None),
    ("mona@example.com", ACC, W30, C30, "registered", t("2026-11-05 12:00"), "Mornings", None, None),
    ("mona@example.com", ACC, W30, C30, "attended", t("2026-11-14 09:00"), "Mornings", t("2026-11-14 09:00"), t("2026-11-14 10:10")),
    ("mona@example.com", ACC, W30, D30, "registered", t("2026-11-05 12:00"), "Mornings", None, None),
    ("noah@example.com", ACC, W30, A30, "registered", t("2026-11-05 12:10"), "Mornings", None, None),
    ("noah@example.com", ACC, W30, B30, "registered", t("2026-11-05 12:10"), "Mornings", None, None),
    ("noah@example.com", ACC, W30, B30, "attended", t("2026-11-13 15:00"), "Mornings", t("2026-11-13 15:00"), t("2026-11-13 16:00")),
    ("noah@example.com", ACC, W30, C30, "registered", t("2026-11-05 12:10"), "Mornings", None, None),
    ("noah@example.com", ACC, W30, C30, "attended", t("2026-11-14 10:30"), "Mornings", t("2026-11-14 10:30"), t("2026-11-14 10:50")),
    ("noah@example.com", ACC, W30, D30, "registered", t("2026-11-05 12:10"), "Mornings", None, None),
    ("noah@example.com", ACC, W30, D30, "attended", t("2026-11-14 12:00"), "Mornings", t("2026-11-14 12:00"), t("2026-11-14 12:30")),
    ("nyla@example.com", ACC, W31, "2026-11-11", "registered", t("2026-11-05 13:00"), "Over midnight", None, None),
    ("nyla@example.com", ACC, W31, "2026-11-11", "attended", t("2026-11-12 03:30"), "Over midnight", t("2026-11-12 03:30"), t("2026-11-12 05:30")),
    ("brad@example.com", ACC, W31, "2026-11-11", "registered", t("2026-11-12 05:00"), "Over midnight", None, None),
    ("lana@example.com", ACC, W31, "2026-11-11", "registered", t("2026-11-12 09:00"), "Over midnight", None, None),
    ("lara@example.com", ACC, W32, "2026-11-12", "registered", t("2026-11-11 09:00"), "Late people", None, None),
    ("lara@example.com", ACC, W32, "2026-11-12", "attended", t("2026-11-12 17:00"), "Late people", t("2026-11-12 17:00"), t("2026-11-12 18:00")),
    ("lina@example.com", ACC, W32, "2026-11-12", "registered", t("2026-11-12 17:30"), "Late people", None, None),
    ("lukas@example.com", ACC, W32, "2026-11-12", "registered", t("2026-11-13 09:00"), "Late people", None, None),
    ("lorenz@example.com", ACC, W32, "2026-11-12", "registered", t("2026-11-13 10:00"), "Late people", None, None),
    ("lorenz@example.com", ACC, W32, "2026-11-12", "cancelled", R1, "Late people", None, None),
    ("silke@example.com", ACC, W33, A33, "registered", t("2026-11-05 14:00"), "Late for a series", None, None),
    ("silke@example.com", ACC, W33, A33, "attended", t("2026-11-10 12:00"), "Late for a series", t("2026-11-10 12:00"), t("2026-11-10 13:00")),
    ("silke@example.com", ACC, W33, B33, "registered", t("2026-11-05 14:00"), "Late for a series", None, None),
    ("sofie@example.com", ACC, W33, B33, "registered", t("2026-11-11 12:00"), "Late for a series", None, None),
    ("stella@example.com", ACC, W33, A33, "registered", t("2026-11-13 09:00"), "Late for a series", None, None),
    ("xaver@example.com", ACC, W35, "2026-11-12", "registered", t("2026-11-05 16:00"), "Too early", None, None),
    ("xena@example.com", ACC, W35, "2026-11-12", "registered", t("2026-11-05 16:10"), "Too early", None, None),
    ("elia@example.com", ACC, W36, "2026-11-12", "registered", t("2026-11-05 17:00"), "Held early", None, None),
    ("elia@example.com", ACC, W36, "2026-11-12", "attended", t("2026-11-12 21:20"), "Held early", t("2026-11-12 21:20"), t("2026-11-12 21:40")),
    ("emil@example.com", ACC, W36, "2026-11-12", "registered", t("2026-11-05 17:10"), "Held early", None, None),
    ("emil@example.com", ACC, W36, "2026-11-12", "attended", t("2026-11-12 21:20"), "Held early", t("2026-11-12 21:20"), t("2026-11-12 21:40")),
    ("enno@example.com", ACC, W36, "2026-11-12", "registered", t("2026-11-05 17:20"), "Held early", None, None),
    ("enno@example.com", ACC, W36, "2026-11-12", "attended", t("2026-11-12 21:20"), "Held early", t("2026-11-12 21:20"), t("2026-11-12 21:40")),
    ("esra@example.com", ACC, W36, "2026-11-12", "registered", t("2026-11-05 17:30"), "Held early", None, None),
    ("spela@example.com", ACC, W37, B37, "registered", t("2026-11-05 18:00"), "Staff of one date", None, None),
    ("spela@example.com", ACC, W37, B37, "attended", t("2026-11-17 08:00"), "Staff of one date", t("2026-11-17 08:00"), t("2026-11-17 08:30")),
    ("timo@example.com", ACC, W37, A37, "registered", t("2026-11-05 18:10"), "Staff of one date", None, None),
    ("timo@example.com", ACC, W37, A37, "attended", t("2026-11-13 08:00"), "Staff of one date", t("2026-11-13 08:00"), t("2026-11-13 09:00")),
    ("timo@example.com", ACC, W37, B37, "registered", t("2026-11-05 18:10"), "Staff of one date", None, None),
    ("zita@example.com", ACC, W38, "2026-11-14", "registered", t("2026-11-05 19:10"), "Alternative", None, None),
    ("zita@example.com", ACC, W38, "2026-11-14", "attended", t("2026-11-14 12:00"), "Alternative", t("2026-11-14 12:00"), t("2026-11-14 13:00")),
    ("ingo@example.com", ACC, W40, "2026-11-14", "registered", t("2026-11-05 20:10"), "Incomplete", None, None),
    ("ingo@example.com", ACC, W40, "2026-11-14", "attended", t("2026-11-14 14:00"), "Incomplete", t("2026-11-14 14:00"), t("2026-11-14 15:00")),
    ("irma@example.com", ACC, W40, "2026-11-14", "registered", t("2026-11-05 20:20"), "Incomplete", None, None),
    ("olaf@example.com", ACC, W41, "2026-11-15", "registered", t("2026-11-05 21:00"), "Empty at first", None, None),
    ("olaf@example.com", ACC, W41, "2026-11-15", "attended", t("2026-11-15 20:00"), "Empty at first", t("2026-11-15 20:00"), t("2026-11-15 21:00")),
    ("opal@example.com", ACC, W41, "2026-11-15", "registered", t("2026-11-05 21:10"), "Empty at first", None, None),
]

OUTCOMES: list[tuple[object, ...]] = [
    (ACC, W39, "", "webinar", "91000000039", None, "zoom_events", 0),
    (ACC, W27, "", "registration", "r27-ta", "tara@example.com", "synced", 0),
    (ACC, W27, "", "registration", "r27-de", "dean@example.com", "synced", 0),
    (ACC, W27, "2026-11-20", "connection", "s27== 2701 2026-11-18T15:01:00Z", "dean@example.com", "practice_session", 1),
    (ACC, W28, "", "registration", "r28-ro", "roman@example.com", "synced", 0),
    (ACC, W28, "", "registration", "r28-re", "rena@example.com", "synced", 0),
    (ACC, W28, "2026-11-12", "connection", "s28p== 2801 2026-11-11T16:00:00Z", "roman@example.com", "practice_session", 1),
    (ACC, W28, "2026-11-12", "connection", "s28p== 2802 2026-11-11T16:00:00Z", "rena@example.com", "practice_session", 1),
    (ACC, W28, "2026-11-12", "attendance", "roman@example.com", "roman@example.com", "synced", 1),
    (ACC, W29, "", "registration", "r29-wa", "wanja@example.com", "synced", 0),
    (ACC, W29, "2026-11-12", "attendance", "wanja@example.com", "wanja@example.com", "synced", 1),
    (ACC, W29, "2026-11-12", "connection", "s29w== 2911 2026-11-12T14:05:00Z", ANNA, "practice_session", 1),
    (ACC, W30, "", "registration", "r30-mo", "mona@example.com", "synced", 0),
    (ACC, W30, "", "registration", "r30-no", "noah@example.com", "synced", 0),
    (ACC, W30, A30, "attendance", "mona@example.com", "mona@example.com", "synced", 2),
    (ACC, W30, B30, "attendance", "noah@example.com", "noah@example.com", "synced", 1),
    (ACC, W30, C30, "attendance", "mona@example.com", "mona@example.com", "synced", 1),
    (ACC, W30, C30, "attendance", "noah@example.com", "noah@example.com", "synced", 1),
    (ACC, W30, D30, "attendance", "noah@example.com", "noah@example.com", "synced", 1),
    (ACC, W31, "", "registration", "r31-ny", "nyla@example.com", "synced", 0),
    (ACC, W31, "", "registration", "r31-br", "brad@example.com", "synced", 0),
    (ACC, W31, "", "registration", "r31-la", "lana@example.com", "synced", 0),
    (ACC, W31, "2026-11-11", "attendance", "nyla@example.com", "nyla@example.com", "synced", 2),
    (ACC, W32, "", "registration", "r32-la", "lara@example.com", "synced", 0),
    (ACC, W32, "", "registration", "r32-lb", "lukas@example.com", "synced", 0),
    (ACC, W32, "", "registration", "r32-lc", "lina@example.com", "synced", 0),
    (ACC, W32, "", "registration", "r32-ld", "lorenz@example.com", "synced", 0),
    (ACC, W32, "2026-11-12", "attendance", "lara@example.com", "lara@example.com", "synced", 1),
    (ACC, W33, "", "registration", "r33-si", "silke@example.com", "synced", 0),
    (ACC, W33, "", "registration", "r33-so", "sofie@example.com", "synced", 0),
    (ACC, W33, "", "registration", "r33-st", "stella@example.com", "synced", 0),
    (ACC, W33, A33, "attendance", "silke@example.com", "silke@example.com", "synced", 1),
    (ACC, W34, "", "registration", "r34-ru", "rudi@example.com", "synced", 0),
    (ACC, W35, "", "registration", "r35-xa", "xaver@example.com", "synced", 0),
    (ACC, W35, "", "registration", "r35-xe", "xena@example.com", "synced", 0),
    (ACC, W35, "2026-11-12", "connection", "s35== 3501 2026-11-12T19:00:00Z", "xaver@example.com", "practice_session", 1),
    (ACC, W36, "", "registration", "r36-el", "elia@example.com", "synced", 0),
    (ACC, W36, "", "registration", "r36-em", "emil@example.com", "synced", 0),
    (ACC, W36, "", "registration", "r36-en", "enno@example.com", "synced", 0),
    (ACC, W36, "", "registration", "r36-es", "esra@example.com", "synced", 0),
    (ACC, W36, "2026-11-12", "attendance", "elia@example.com", "elia@example.com", "synced", 1),
    (ACC, W36, "2026-11-12", "attendance", "emil@example.com", "emil@example.com", "synced", 1),
    (ACC, W36, "2026-11-12", "attendance", "enno@example.com", "enno@example.com", "synced", 1),
    # Staff of one of its occurrences only: the registration is right for the other.
    (ACC, W37, "", "registration", "r37-sp", "spela@example.com", "synced", 0),
    (ACC, W37, "", "registration", "r37-ti", "timo@example.com", "synced", 0),
    (ACC, W37, A37, "connection", "s37a== 3701 2026-11-13T08:00:00Z", "spela@example.com", "not_an_attendee", 1),
    (ACC, W37, A37, "attendance", "timo@example.com", "timo@example.com", "synced", 1),
    (ACC, W37, B37, "attendance", "spela@example.com", "spela@example.com", "synced", 1),
    (ACC, W38, "", "registration", "r38-ca", "carl@brand.example.com", "not_an_attendee", 0),
    (ACC, W38, "", "registration", "r38-zi", "zita@example.com", "synced", 0),
    (ACC, W38, "2026-11-14", "connection", "s38== 3801 2026-11-14T12:00:00Z", "carl@brand.example.com", "not_an_attendee", 1),
    (ACC, W38, "2026-11-14", "attendance", "zita@example.com", "zita@example.com", "synced", 1),
    (ACC, W40, "", "registration", "r40-in", "ingo@example.com", "synced", 0),
    (ACC, W40, "", "registration", "r40-ir", "irma@example.com", "synced", 0),
    (ACC, W40, "2026-11-14", "attendance", "ingo@example.com", "ingo@example.com", "synced", 1),
    (ACC, W40, "2026-11-14", "connection", "s40== 4002 2026-11-14T14:00:00Z", None, "no_email", 1),
    (ACC, W41, "", "registration", "r41-ol", "olaf@example.com", "synced", 0),
    (ACC, W41, "", "registration", "r41-op", "opal@example.com", "synced", 0),
    (ACC, W41, "2026-11-15", "attendance", "olaf@example.com", "olaf@example.com", "synced", 1),
]
