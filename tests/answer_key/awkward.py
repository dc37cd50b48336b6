"""What the warehouse holds of the awkward account after its last run, worked out by hand.

The account is `sandbox/zoom/awkward.py`; the rules are those of docs/architecture.md and
docs/decisions. No number here was computed by the product. `awkward_hosts.py` has what hosts do.

Runs: R1 = Nov 16 04:00, R2 = Nov 16 20:00, R3 = Nov 19 04:00 (2026, UTC). The present moment is R3.
A session that ended by Nov 15 04:00 is settled by R1, being 24 hours old or more.

The arithmetic of the trickiest numbers
  ada    W01  10:00-10:15 and 10:05-10:20: union 20 min = 1200 of 3600 s = 33.33 % (a sum says 30).
  bob    W01  10 + 5 min = 900 s = 25 %.      cat  10:10-10:50 holds the breakout room: 2400 s = 66.67 %.
  dan    W01  7.5 min = 450 of 3600 = 1/8 = 12.50 %; his 10 waiting minutes would have made 29.17.
  fay    W01  09:45-11:15 clipped to 10:00-11:00: 100 %, never 150.
  jon    W01  1798.5 s -> 1799 (half up; half to even says 1798); 1798.5 / 36 = 49.9583 -> 49.96
              (from the rounded seconds it would be 49.97).
  kim    W02  1001 / 4000 = 25.025 % -> 25.03 (half to even, and floats, say 25.02). The length is the
              actual 66 min 40 s, not the planned 60 min.
  kim    all  (25.025 + 50) / 2 = 37.5125 -> 37.51 (the mean of rounded values, 37.515, says 37.52).
  sam    all  W05: (100 + 50) / 2 = 75; W10: 25; mean of webinars 50.00 (of occurrences: 58.33).
  yan    W08  all of the second run of a day: 100 % (of both runs it were 40.00).
  al     W09  40 + 15 = 55 of 40 + 20 = 60 min = 3300 / 3600 = 91.67 % (10 min of pause count nowhere).
  rae    all  W21: (100 + 50) / 2 = 75; one webinar attended, not two.
  uma    W05  last seen approved at R1 (Nov 16 04:00), missed at R2. Ended before R1: A, B, and D
              (deleted; by its plan over at Nov 14 16:00): unchanged there. Not ended at R1: C, E, F.
  ke     W23  last seen approved at R1 (04:00), an hour after the end (03:00): unchanged, a no-show.
  W23    readings at R1 (1 h after its end) and R2 (17 h): equal, 16 h apart, no duration of 0, as many
         people (two) as the history counts: settled R2.
  W24    R1: durations of 0, one of three rows missing; R2 (21 h after the end) differs: not settled;
         R3 is more than 24 h after the end: settled R3. W25: R1 404, R2 18 h after the end, settled R3.

Readings chosen where the rules leave room
  1. Practice is judged session by session first; the rest of a person's connections in the occurrence
     then together (anna and per in W10: one outcome practice_session, one not_an_attendee).
  2. `duplicate` counts the copies that do not count (hal: 1), the attendance those that do.
  3. Keyed digests take the place of an erased person's ids and address, in the keys of a registration
     and of an attendance.
  4. An outcome's email is the address trimmed and in lower case, also an invalid one; null where none.
     A panelist known only by id (pia) has none: the panelists' listing is no source of addresses.
  5. attendance_connections: "anonymous" are those that anonymous_attendances counts, so those of people
     with an invalid address too (r03-inv in W03), with email null. Erased people's are left out.
  6. Names of someone who never registered are null, not ''.
  7. timeline_events: joined_at and left_at are filled in events `attended` only.
  8. subject_key of a connection ends with join_time as Zoom wrote it (`2026-11-10T10:00:00Z`).
  9. length_seconds, started_at and ended_at of an event without a session are null.
 10. `denied` at first sight where Zoom approves by itself (cc): cancelled_at is the clock of that run.
 11. Dates of a deleted occurrence: it ends, for cancellations, by its plan (uma in D and F). A date that
     the first reading lists as deleted (D) is an event `cancelled`, too.
 12. 'Their registrations', for first and last activity, are all with the outcome synced, cancelled ones
     included (cd, ce).
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from decimal import Decimal as D

from tests.answer_key import awkward_hosts as hosts
from tests.answer_key.values import ACC, ANNA, R1, R2, R3, t

W01, W02, W03, W04, W05, W06, W07 = 91000000001, 91000000002, 91000000003, 91000000004, 91000000005, 91000000006, 91000000007
W08, W09, W10, W11, W12, W13, W14 = 91000000008, 91000000009, 91000000010, 91000000011, 91000000012, 91000000013, 91000000014
W15, W16, W17, W18, W19, W20, W21 = 91000000015, 91000000016, 91000000017, 91000000018, 91000000019, 91000000020, 91000000021
W22, W23, W24, W25, W26 = 91000000022, 91000000023, 91000000024, 91000000025, 91000000026

# Occurrences of the series: Zoom's ids. A moved date keeps its own (C5).
A5, B5, D5, C5, E5, F5 = "1794232800000", "1794657600000", "1794668400000", "1794924000000", "1795615200000", "1795701600000"
X5 = "2026-11-02"  # near no date: by its day, in Los Angeles
A6, B6 = "1794301200000", "1795597200000"
A7, B7 = "1794474000000", "1795683600000"

TOPIC9 = 'Restarted 🎬 <br>, "quoted"'

# a01 to a33, all alike.
CROWD = tuple(f"a{n:02}@crowd.example.com" for n in range(1, 34))

# --- marts.contacts ----------------------------------------------------------------------------------

CONTACTS_COLUMNS = (
    "email", "first_name", "last_name", "average_attendance_percent", "last_registered_url",
    "registrations_total", "attendances_total", "first_activity_at", "last_activity_at",
)
CONTACTS: list[tuple[object, ...]] = [
    # Name of her latest approved registration (W10), with its emoji; two webinars registered for.
    ("ada@example.com", "Ada 🎉", "Lovelace", D("33.33"), None, 2, 1, t("2026-11-01 09:00"), t("2026-11-10 10:20")),
    ("bob@example.com", "Bob", "Rejoin", D("25.00"), None, 1, 1, t("2026-11-01 09:10"), t("2026-11-10 10:55")),
    ("cat@example.com", "Cat", "Breakout", D("66.67"), None, 1, 1, t("2026-11-01 09:20"), t("2026-11-10 10:50")),
    ("dan@example.com", "Dan", "Waitfirst", D("12.50"), None, 1, 1, t("2026-11-01 09:30"), t("2026-11-10 10:37:30")),
    ("eve@example.com", "Eve", "Waitonly", None, None, 1, 0, t("2026-11-01 09:40"), t("2026-11-01 09:40")),
    ("fay@example.com", "Fay", "Clipped", D("100.00"), None, 1, 1, t("2026-11-01 09:50"), t("2026-11-10 11:00")),
    ("gus@example.com", "Gus", "Early", None, None, 1, 0, t("2026-11-01 10:00"), t("2026-11-01 10:00")),
    ("hal@example.com", "Hal", "Twice", D("50.00"), None, 1, 1, t("2026-11-01 10:10"), t("2026-11-10 10:30")),
    ("ida@example.com", "Ida", "Absent", None, None, 1, 0, t("2026-11-01 10:20"), t("2026-11-01 10:20")),
    ("jon@example.com", "Jon", "Fraction", D("49.96"), None, 1, 1, t("2026-11-01 10:30"), t("2026-11-10 10:29:58.500")),
    # Came without registering: no name is known (a connection's name identifies and names nobody).
    ("carl@brand.example.com", None, None, D("50.00"), None, 0, 1, t("2026-11-10 10:00"), t("2026-11-10 10:30")),
    # Mean of unrounded values: 37.5125.
    ("kim@example.com", "Kim", "Halfup", D("37.51"), None, 1, 2, t("2026-11-02 09:00"), t("2026-11-13 10:30")),
    # Two registrations in one webinar count once; names of the later one, untouched (pitfalls 15, 25).
    ("lou@example.com", '=HYPERLINK("http://evil.example","x")', "<b>Lou</b>", None, None, 1, 0, t("2026-11-02 09:10"), t("2026-11-03 09:10")),
    # U+0000 and the lone surrogate are gone, and the blanks around.
    ("mia@example.com", "Mia", "Surrogate", D("100.00"), None, 1, 1, t("2026-11-02 09:20"), t("2026-11-11 11:06:40")),
    ("mia+promo@example.com", "Mia", "Plus", None, None, 1, 0, t("2026-11-02 09:30"), t("2026-11-02 09:30")),
    ("nia@example.com", "Nia", "Otheraccount", D("50.00"), None, 1, 1, t("2026-11-02 09:40"), t("2026-11-11 10:33:20")),
    ("vera@notrival.example.org", "Vera", "Trap", D("50.00"), None, 1, 1, t("2026-11-04 10:00"), t("2026-11-14 10:30")),
    ("wanda@rival.example.org", "Wanda", "Existing", D("50.00"), None, 1, 1, t("2026-11-04 10:10"), t("2026-11-14 10:30")),
    # No registration, half of W04 each.
    *((email, None, None, D("50.00"), None, 0, 1, t("2026-11-13 10:00"), t("2026-11-13 10:30")) for email in CROWD),
    ("olga@example.org", None, None, D("100.00"), None, 0, 1, t("2026-11-13 10:00"), t("2026-11-13 11:00")),
    ("carl.private@example.org", None, None, D("33.33"), None, 0, 1, t("2026-11-13 10:00"), t("2026-11-13 10:20")),
    # 75 % of the series, 25 % of W10.
    ("sam@example.com", "Sam", "Series", D("50.00"), None, 2, 2, t("2026-11-01 09:00"), t("2026-11-14 14:30")),
    ("tom@example.com", "Tom", "Late", D("25.00"), None, 1, 1, t("2026-11-10 09:00"), t("2026-11-17 16:15")),
    # Cancelled later, and still counts as registered once.
    ("uma@example.com", "Uma", "Cancels", None, None, 1, 0, t("2026-11-01 09:30"), R2),
    ("wren@example.net", None, None, D("50.00"), None, 0, 1, t("2026-11-03 02:00"), t("2026-11-03 02:30")),
    ("vic@example.com", "Vic", "Onedate", D("25.00"), None, 1, 1, t("2026-11-01 11:00"), t("2026-11-10 09:15")),
    ("wes@example.com", "Wes", "Twodates", None, None, 1, 0, t("2026-11-01 11:10"), t("2026-11-01 11:10")),
    ("xia@example.com", "Xia", "Otherdate", D("66.67"), None, 1, 1, t("2026-11-02 11:00"), t("2026-11-12 09:40")),
    ("yul@example.com", "Yul", "Absent", None, None, 1, 0, t("2026-11-02 11:10"), t("2026-11-02 11:10")),
    ("zed@example.com", "Zed", "Cancels", None, None, 1, 0, t("2026-11-02 11:20"), R3),
    ("yan@example.com", "Yan", "Between", D("100.00"), None, 1, 1, t("2026-11-09 22:00"), t("2026-11-10 12:40")),
    ("zoe@example.com", "Zoe", "After", D("50.00"), None, 1, 1, t("2026-11-10 15:00"), t("2026-11-13 01:30")),
    ("al@example.com", "Al", "Both", D("91.67"), None, 1, 1, t("2026-11-05 09:00"), t("2026-11-12 16:05")),
    ("be@example.com", "Be", "Second", D("33.33"), None, 1, 1, t("2026-11-05 09:10"), t("2026-11-12 16:10")),
    ("di@example.com", "Di", "Absent", None, None, 1, 0, t("2026-11-06 10:00"), t("2026-11-06 10:00")),
    ("ca@example.com", "Ca", "Selfcancelled", None, None, 1, 0, t("2026-11-07 09:00"), R3),
    ("cb@example.com", "Cb", "Hostcancelled", None, None, 1, 0, t("2026-11-07 09:10"), R2),
    ("cc@example.com", "Cc", "Deniedatonce", None, None, 1, 0, t("2026-11-07 09:20"), R1),
    # Registered again: named by the second registration; one webinar.
    ("cd@example.com", "Cd", "Again", None, None, 1, 0, t("2026-11-07 09:30"), t("2026-11-18 09:00")),
    # The later registration is cancelled, so the earlier one, approved now, gives the name.
    ("ce@example.com", "Ce", "One", None, None, 1, 0, t("2026-11-07 09:40"), t("2026-11-07 09:50")),
    ("cf@example.com", "Cf", "New", None, None, 1, 0, t("2026-11-17 09:00"), t("2026-11-17 09:00")),
    ("ma@example.com", "Ma", "Approved", None, None, 1, 0, t("2026-11-08 09:00"), t("2026-11-08 09:00")),
    ("md@example.com", "Md", "Cancelled", None, None, 1, 0, t("2026-11-08 09:30"), R3),
    ("ed@example.com", "Ed", "Stays", None, None, 1, 0, t("2026-11-08 10:00"), t("2026-11-08 10:00")),
    ("fi@example.com", "Fi", "Stays", None, None, 1, 0, t("2026-11-08 10:10"), t("2026-11-08 10:10")),
    ("gi@example.com", "Gi", "Stays", None, None, 1, 0, t("2026-11-08 10:20"), t("2026-11-08 10:20")),
    # Of the expired webinar: registrations can no longer be read. Pov's being a panelist neither.
    ("ho@example.com", None, None, D("50.00"), None, 0, 1, t("2026-09-10 10:00"), t("2026-09-10 10:30")),
    ("ivo@example.com", None, None, D("25.00"), None, 0, 1, t("2026-09-10 10:00"), t("2026-09-10 10:15")),
    ("pov@example.com", None, None, D("100.00"), None, 0, 1, t("2026-09-10 10:00"), t("2026-09-10 11:00")),
    # Two occurrences of one webinar: counts once.
    ("rae@example.com", None, None, D("75.00"), None, 0, 1, t("2026-08-20 23:30"), t("2026-08-27 10:30")),
    ("ja@example.com", "Ja", "Stays", D("100.00"), None, 1, 1, t("2026-11-09 09:00"), t("2026-11-16 03:00")),
    # Her removal concerned no occurrence: no cancelled_at anywhere.
    ("ke@example.com", "Ke", "Toolate", None, None, 1, 0, t("2026-11-09 09:10"), t("2026-11-09 09:10")),
    ("li@example.com", "Li", "Shown", D("50.00"), None, 1, 1, t("2026-11-09 10:00"), t("2026-11-15 22:30")),
    ("mo@example.com", "Mo", "Missing", D("75.00"), None, 1, 1, t("2026-11-09 10:10"), t("2026-11-15 22:45")),
    ("nu@example.com", "Nu", "Came", D("33.33"), None, 1, 1, t("2026-11-09 11:00"), t("2026-11-16 01:20")),
    ("ox@example.com", "Ox", "Absent", None, None, 1, 0, t("2026-11-09 11:10"), t("2026-11-09 11:10")),
    # Cancelled after she came, as far as a reading can tell: the last that is known of her.
    ("qi@example.com", "Qi", "Cameanyway", D("25.00"), None, 1, 1, t("2026-11-09 11:20"), R1),
    ("pi@example.com", "Pi", "Absent", None, None, 1, 0, t("2026-11-09 12:00"), t("2026-11-09 12:00")),
    # Not there: erased, account_user, deleted_contact, secondary_email, contact_domain_excluded,
    # invalid addresses (W03), pat (panelist), mb, mc, me (never approved), all of W12 to W14.
    *hosts.CONTACTS,
]

# --- marts.marketing_events --------------------------------------------------------------------------

MARKETING_EVENTS_COLUMNS = (
    "account_id", "webinar_id", "occurrence_key", "topic", "host_email", "status", "scheduled_at", "started_at", "ended_at",
    "length_seconds", "settled_at", "registrations", "cancellations", "attendances", "no_shows", "late_registrations", "anonymous_attendances",
)
MARKETING_EVENTS: list[tuple[object, ...]] = [
    # Ten registered (not pat, a panelist), eight came (carl without registering), three no-shows, two anonymous connections.
    (ACC, W01, "2026-11-10", "Arithmetic", ANNA, "ended", t("2026-11-10 10:00"), t("2026-11-10 10:00"), t("2026-11-10 11:00"), 3600, R1, 10, 0, 8, 3, 0, 2),
    # Actual length, not the plan's (pitfall 12); the host's present address (pitfall 14).
    (ACC, W02, "2026-11-11", "Half up", "bert.new@brand.example.com", "ended", t("2026-11-11 10:00"), t("2026-11-11 10:00"), t("2026-11-11 11:06:40"), 4000, R1, 5, 0, 3, 2, 0, 0),
    # vera and wanda; anonymous: one connection without address, one person with an invalid one (two connections).
    (ACC, W03, "2026-11-14", "Ledger", ANNA, "ended", t("2026-11-14 10:00"), t("2026-11-14 10:00"), t("2026-11-14 11:00"), 3600, R1, 2, 0, 2, 0, 0, 2),
    # 33 + kim, olga and carl.private; a page of 30 would lose some (pitfall 3).
    (ACC, W04, "2026-11-13", "Crowd", ANNA, "ended", t("2026-11-13 10:00"), t("2026-11-13 10:00"), t("2026-11-13 11:00"), 3600, R1, 0, 0, 36, 0, 0, 2),
    # Pitfall 1: every session of the series, not only the last.
    # Announced on no date, so nobody was invited.
    (ACC, W05, X5, "Series", ANNA, "ended", None, t("2026-11-03 02:00"), t("2026-11-03 03:00"), 3600, R1, 0, 0, 1, 0, 0, 0),
    (ACC, W05, A5, "Series", ANNA, "ended", t("2026-11-09 14:00"), t("2026-11-09 14:00"), t("2026-11-09 15:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W05, B5, "Series", ANNA, "ended", t("2026-11-14 12:00"), t("2026-11-14 14:00"), t("2026-11-14 15:00"), 3600, R1, 3, 0, 1, 2, 0, 0),
    # Pitfall 23: a deleted date stays in Zoom's list.
    (ACC, W05, D5, "Series", ANNA, "cancelled", t("2026-11-14 15:00"), None, None, None, None, 3, 0, 0, 0, 0, 0),
    # Moved from 14:00 to 16:00: its key, present date.
    (ACC, W05, C5, "Series", ANNA, "ended", t("2026-11-17 16:00"), t("2026-11-17 16:00"), t("2026-11-17 17:00"), 3600, R3, 3, 1, 1, 1, 0, 0),
    (ACC, W05, E5, "Series", ANNA, "scheduled", t("2026-11-25 14:00"), None, None, None, None, 3, 1, 0, 0, 0, 0),
    (ACC, W05, F5, "Series", ANNA, "cancelled", t("2026-11-26 14:00"), None, None, None, None, 3, 1, 0, 0, 0, 0),
    # Types of registration 2 and 3: only the dates that a registration lists.
    (ACC, W06, A6, "Each date", ANNA, "ended", t("2026-11-10 09:00"), t("2026-11-10 09:00"), t("2026-11-10 10:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    (ACC, W06, B6, "Each date", ANNA, "scheduled", t("2026-11-25 09:00"), None, None, None, None, 1, 0, 0, 0, 0, 0),
    (ACC, W07, A7, "Choose dates", ANNA, "ended", t("2026-11-12 09:00"), t("2026-11-12 09:00"), t("2026-11-12 10:00"), 3600, R1, 1, 0, 1, 1, 0, 0),
    (ACC, W07, B7, "Choose dates", ANNA, "scheduled", t("2026-11-26 09:00"), None, None, None, None, 2, 1, 0, 0, 0, 0),
    # Type 6: by the day in Tokyo; the second of a day is -2. The practice of Nov 12 is no event.
    (ACC, W08, "2026-11-10", "Any time", ANNA, "ended", None, t("2026-11-09 20:00"), t("2026-11-09 21:00"), 3600, R1, 0, 0, 0, 0, 0, 1),
    (ACC, W08, "2026-11-10-2", "Any time", ANNA, "ended", None, t("2026-11-10 12:00"), t("2026-11-10 12:40"), 2400, R1, 1, 0, 1, 0, 0, 0),
    (ACC, W08, "2026-11-13", "Any time", ANNA, "ended", None, t("2026-11-13 01:00"), t("2026-11-13 02:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    # Pitfall 10: 40 + 20 minutes; the pause is no length.
    (ACC, W09, "2026-11-12", TOPIC9, ANNA, "ended", t("2026-11-12 15:00"), t("2026-11-12 15:00"), t("2026-11-12 16:10"), 3600, R1, 2, 0, 2, 0, 0, 0),
    # Pitfall 9: the practice at 14:00 counts neither for start nor for length.
    (ACC, W10, "2026-11-13", "Practised", ANNA, "ended", t("2026-11-13 15:00"), t("2026-11-13 15:00"), t("2026-11-13 16:00"), 3600, R1, 2, 0, 1, 1, 0, 0),
    # Host alone at the scheduled time: held.
    (ACC, W11, "2026-11-13", "Nobody came", "ines@brand.example.com", "ended", t("2026-11-13 17:00"), t("2026-11-13 17:00"), t("2026-11-13 18:00"), 3600, R1, 1, 0, 0, 1, 0, 0),
    # ca, cb, cc cancelled; cd, ce, cf registered.
    (ACC, W15, "2026-11-24", "To come", "trap@notagency.example.net", "scheduled", t("2026-11-24 10:00"), None, None, None, None, 6, 3, 0, 0, 0, 0),
    # Moved by an hour; ma registered, md cancelled.
    (ACC, W16, "2026-11-25", "By hand", ANNA, "scheduled", t("2026-11-25 11:00"), None, None, None, None, 2, 1, 0, 0, 0, 0),
    # Deleted: cancelled, and nobody with it.
    (ACC, W17, "2026-11-22", "Deleted", ANNA, "cancelled", t("2026-11-22 10:00"), None, None, None, None, 1, 0, 0, 0, 0, 0),
    # 24 h after its scheduled end (Nov 17 11:00) without a session.
    (ACC, W18, "2026-11-16", "Not held", ANNA, "not_held", t("2026-11-16 10:00"), None, None, None, None, 1, 0, 0, 0, 0, 0),
    # Report always refused: ended, never settled.
    (ACC, W19, "2026-11-11", "Refused", ANNA, "ended", t("2026-11-11 12:00"), t("2026-11-11 12:00"), t("2026-11-11 13:00"), 3600, None, 1, 0, 0, 0, 0, 0),
    # Expired unread: no date known; r20-gone's two connections are anonymous.
    (ACC, W20, "2026-09-10", "Expired", ANNA, "ended", None, t("2026-09-10 10:00"), t("2026-09-10 11:00"), 3600, R1, 0, 0, 3, 0, 0, 2),
    # Expired series: type of the report, days in UTC.
    (ACC, W21, "2026-08-20", "Expired series", ANNA, "ended", None, t("2026-08-20 23:30"), t("2026-08-21 00:30"), 3600, R1, 0, 0, 1, 0, 0, 0),
    (ACC, W21, "2026-08-27", "Expired series", ANNA, "ended", None, t("2026-08-27 10:00"), t("2026-08-27 11:00"), 3600, R1, 0, 0, 1, 0, 0, 0),
    # Neither detail nor report: announced on no date. Too old for Zoom: never settled.
    (ACC, W22, "2026-05-17", "Too old", ANNA, "ended", None, t("2026-05-17 09:00"), t("2026-05-17 10:00"), 3600, None, 0, 0, 0, 0, 0, 0),
    # Settled by two readings.
    (ACC, W23, "2026-11-16", "Two readings", ANNA, "ended", t("2026-11-16 02:00"), t("2026-11-16 02:00"), t("2026-11-16 03:00"), 3600, R2, 2, 0, 1, 1, 0, 0),
    # Pitfalls 7 and 8.
    (ACC, W24, "2026-11-15", "Being built", ANNA, "ended", t("2026-11-15 22:00"), t("2026-11-15 22:00"), t("2026-11-15 23:00"), 3600, R3, 2, 0, 2, 0, 0, 0),
    (ACC, W25, "2026-11-16", "Not ready", ANNA, "ended", t("2026-11-16 01:00"), t("2026-11-16 01:00"), t("2026-11-16 02:00"), 3600, R3, 3, 1, 2, 1, 0, 0),
    # An empty report, 24 h old: held before its time, not a practice.
    (ACC, W26, "2026-11-12", "Empty report", ANNA, "ended", t("2026-11-12 21:00"), t("2026-11-12 20:00"), t("2026-11-12 20:30"), 1800, R1, 1, 0, 0, 1, 0, 0),
    # Not there: W12 (zoom_events), W13 (sync_off), W14 (host_domain_excluded); the practices of W05 and W08.
    *hosts.MARKETING_EVENTS,
]

# --- marts.participations ----------------------------------------------------------------------------

PARTICIPATIONS_COLUMNS = (
    "account_id", "webinar_id", "occurrence_key", "email", "state", "registered_at", "cancelled_at",
    "joined_at", "left_at", "attended_seconds", "attendance_percent",
)
PARTICIPATIONS: list[tuple[object, ...]] = [
    (ACC, W01, "2026-11-10", "ada@example.com", "attended", t("2026-11-01 09:00"), None, t("2026-11-10 10:00"), t("2026-11-10 10:20"), 1200, D("33.33")),
    (ACC, W01, "2026-11-10", "bob@example.com", "attended", t("2026-11-01 09:10"), None, t("2026-11-10 10:00"), t("2026-11-10 10:55"), 900, D("25.00")),
    (ACC, W01, "2026-11-10", "cat@example.com", "attended", t("2026-11-01 09:20"), None, t("2026-11-10 10:10"), t("2026-11-10 10:50"), 2400, D("66.67")),
    (ACC, W01, "2026-11-10", "dan@example.com", "attended", t("2026-11-01 09:30"), None, t("2026-11-10 10:30"), t("2026-11-10 10:37:30"), 450, D("12.50")),
    (ACC, W01, "2026-11-10", "eve@example.com", "no_show", t("2026-11-01 09:40"), None, None, None, None, None),
    (ACC, W01, "2026-11-10", "fay@example.com", "attended", t("2026-11-01 09:50"), None, t("2026-11-10 10:00"), t("2026-11-10 11:00"), 3600, D("100.00")),
    (ACC, W01, "2026-11-10", "gus@example.com", "no_show", t("2026-11-01 10:00"), None, None, None, None, None),
    (ACC, W01, "2026-11-10", "hal@example.com", "attended", t("2026-11-01 10:10"), None, t("2026-11-10 10:00"), t("2026-11-10 10:30"), 1800, D("50.00")),
    (ACC, W01, "2026-11-10", "ida@example.com", "no_show", t("2026-11-01 10:20"), None, None, None, None, None),
    (ACC, W01, "2026-11-10", "jon@example.com", "attended", t("2026-11-01 10:30"), None, t("2026-11-10 10:00"), t("2026-11-10 10:29:58.500"), 1799, D("49.96")),
    (ACC, W01, "2026-11-10", "carl@brand.example.com", "attended", None, None, t("2026-11-10 10:00"), t("2026-11-10 10:30"), 1800, D("50.00")),
    (ACC, W02, "2026-11-11", "kim@example.com", "attended", t("2026-11-02 09:00"), None, t("2026-11-11 10:00"), t("2026-11-11 10:16:41"), 1001, D("25.03")),
    # The later of two approved registrations.
    (ACC, W02, "2026-11-11", "lou@example.com", "no_show", t("2026-11-03 09:10"), None, None, None, None, None),
    (ACC, W02, "2026-11-11", "mia@example.com", "attended", t("2026-11-02 09:20"), None, t("2026-11-11 10:00"), t("2026-11-11 11:06:40"), 4000, D("100.00")),
    (ACC, W02, "2026-11-11", "mia+promo@example.com", "no_show", t("2026-11-02 09:30"), None, None, None, None, None),
    (ACC, W02, "2026-11-11", "nia@example.com", "attended", t("2026-11-02 09:40"), None, t("2026-11-11 10:00"), t("2026-11-11 10:33:20"), 2000, D("50.00")),
    (ACC, W03, "2026-11-14", "vera@notrival.example.org", "attended", t("2026-11-04 10:00"), None, t("2026-11-14 10:00"), t("2026-11-14 10:30"), 1800, D("50.00")),
    (ACC, W03, "2026-11-14", "wanda@rival.example.org", "attended", t("2026-11-04 10:10"), None, t("2026-11-14 10:00"), t("2026-11-14 10:30"), 1800, D("50.00")),
    *((ACC, W04, "2026-11-13", email, "attended", None, None, t("2026-11-13 10:00"), t("2026-11-13 10:30"), 1800, D("50.00")) for email in CROWD),
    (ACC, W04, "2026-11-13", "kim@example.com", "attended", None, None, t("2026-11-13 10:00"), t("2026-11-13 10:30"), 1800, D("50.00")),
    (ACC, W04, "2026-11-13", "olga@example.org", "attended", None, None, t("2026-11-13 10:00"), t("2026-11-13 11:00"), 3600, D("100.00")),
    (ACC, W04, "2026-11-13", "carl.private@example.org", "attended", None, None, t("2026-11-13 10:00"), t("2026-11-13 10:20"), 1200, D("33.33")),
    # One registration for all: in each date that ends after it was made. Tom (Nov 10) is not in A.
    (ACC, W05, X5, "wren@example.net", "attended", None, None, t("2026-11-03 02:00"), t("2026-11-03 02:30"), 1800, D("50.00")),
    (ACC, W05, A5, "sam@example.com", "attended", t("2026-11-01 09:00"), None, t("2026-11-09 14:00"), t("2026-11-09 15:00"), 3600, D("100.00")),
    (ACC, W05, A5, "uma@example.com", "no_show", t("2026-11-01 09:30"), None, None, None, None, None),
    (ACC, W05, B5, "sam@example.com", "attended", t("2026-11-01 09:00"), None, t("2026-11-14 14:00"), t("2026-11-14 14:30"), 1800, D("50.00")),
    (ACC, W05, B5, "tom@example.com", "no_show", t("2026-11-10 09:00"), None, None, None, None, None),
    (ACC, W05, B5, "uma@example.com", "no_show", t("2026-11-01 09:30"), None, None, None, None, None),
    # Deleted and not held: registrations stay.
    (ACC, W05, D5, "sam@example.com", "registered", t("2026-11-01 09:00"), None, None, None, None, None),
    (ACC, W05, D5, "tom@example.com", "registered", t("2026-11-10 09:00"), None, None, None, None, None),
    (ACC, W05, D5, "uma@example.com", "registered", t("2026-11-01 09:30"), None, None, None, None, None),
    (ACC, W05, C5, "sam@example.com", "no_show", t("2026-11-01 09:00"), None, None, None, None, None),
    (ACC, W05, C5, "tom@example.com", "attended", t("2026-11-10 09:00"), None, t("2026-11-17 16:00"), t("2026-11-17 16:15"), 900, D("25.00")),
    (ACC, W05, C5, "uma@example.com", "cancelled", t("2026-11-01 09:30"), R2, None, None, None, None),
    (ACC, W05, E5, "sam@example.com", "registered", t("2026-11-01 09:00"), None, None, None, None, None),
    (ACC, W05, E5, "tom@example.com", "registered", t("2026-11-10 09:00"), None, None, None, None, None),
    (ACC, W05, E5, "uma@example.com", "cancelled", t("2026-11-01 09:30"), R2, None, None, None, None),
    (ACC, W05, F5, "sam@example.com", "registered", t("2026-11-01 09:00"), None, None, None, None, None),
    (ACC, W05, F5, "tom@example.com", "registered", t("2026-11-10 09:00"), None, None, None, None, None),
    (ACC, W05, F5, "uma@example.com", "cancelled", t("2026-11-01 09:30"), R2, None, None, None, None),
    (ACC, W06, A6, "vic@example.com", "attended", t("2026-11-01 11:00"), None, t("2026-11-10 09:00"), t("2026-11-10 09:15"), 900, D("25.00")),
    (ACC, W06, A6, "wes@example.com", "no_show", t("2026-11-01 11:10"), None, None, None, None, None),
    (ACC, W06, B6, "wes@example.com", "registered", t("2026-11-01 11:10"), None, None, None, None, None),
    # Came on a date that she had not chosen.
    (ACC, W07, A7, "xia@example.com", "attended", None, None, t("2026-11-12 09:00"), t("2026-11-12 09:40"), 2400, D("66.67")),
    (ACC, W07, A7, "yul@example.com", "no_show", t("2026-11-02 11:10"), None, None, None, None, None),
    (ACC, W07, B7, "xia@example.com", "registered", t("2026-11-02 11:00"), None, None, None, None, None),
    (ACC, W07, B7, "zed@example.com", "cancelled", t("2026-11-02 11:20"), R3, None, None, None, None),
    (ACC, W08, "2026-11-10-2", "yan@example.com", "attended", t("2026-11-09 22:00"), None, t("2026-11-10 12:00"), t("2026-11-10 12:40"), 2400, D("100.00")),
    (ACC, W08, "2026-11-13", "yan@example.com", "no_show", t("2026-11-09 22:00"), None, None, None, None, None),
    (ACC, W08, "2026-11-13", "zoe@example.com", "attended", t("2026-11-10 15:00"), None, t("2026-11-13 01:00"), t("2026-11-13 01:30"), 1800, D("50.00")),
    (ACC, W09, "2026-11-12", "al@example.com", "attended", t("2026-11-05 09:00"), None, t("2026-11-12 15:00"), t("2026-11-12 16:05"), 3300, D("91.67")),
    (ACC, W09, "2026-11-12", "be@example.com", "attended", t("2026-11-05 09:10"), None, t("2026-11-12 15:50"), t("2026-11-12 16:10"), 1200, D("33.33")),
    (ACC, W10, "2026-11-13", "ada@example.com", "no_show", t("2026-11-06 09:00"), None, None, None, None, None),
    (ACC, W10, "2026-11-13", "sam@example.com", "attended", t("2026-11-06 09:10"), None, t("2026-11-13 15:00"), t("2026-11-13 15:15"), 900, D("25.00")),
    (ACC, W11, "2026-11-13", "di@example.com", "no_show", t("2026-11-06 10:00"), None, None, None, None, None),
    # Pitfalls 5 and 6: the three ways to be cancelled ...
    (ACC, W15, "2026-11-24", "ca@example.com", "cancelled", t("2026-11-07 09:00"), R3, None, None, None, None),
    (ACC, W15, "2026-11-24", "cb@example.com", "cancelled", t("2026-11-07 09:10"), R2, None, None, None, None),
    (ACC, W15, "2026-11-24", "cc@example.com", "cancelled", t("2026-11-07 09:20"), R1, None, None, None, None),
    # ... registered again: cleared; one of two cancelled: still registered; new.
    (ACC, W15, "2026-11-24", "cd@example.com", "registered", t("2026-11-18 09:00"), None, None, None, None, None),
    (ACC, W15, "2026-11-24", "ce@example.com", "registered", t("2026-11-07 09:40"), None, None, None, None, None),
    (ACC, W15, "2026-11-24", "cf@example.com", "registered", t("2026-11-17 09:00"), None, None, None, None, None),
    (ACC, W16, "2026-11-25", "ma@example.com", "registered", t("2026-11-08 09:00"), None, None, None, None, None),
    (ACC, W16, "2026-11-25", "md@example.com", "cancelled", t("2026-11-08 09:30"), R3, None, None, None, None),
    (ACC, W17, "2026-11-22", "ed@example.com", "registered", t("2026-11-08 10:00"), None, None, None, None, None),
    (ACC, W18, "2026-11-16", "fi@example.com", "registered", t("2026-11-08 10:10"), None, None, None, None, None),
    # Over, but never settled: no no-show.
    (ACC, W19, "2026-11-11", "gi@example.com", "registered", t("2026-11-08 10:20"), None, None, None, None, None),
    (ACC, W20, "2026-09-10", "ho@example.com", "attended", None, None, t("2026-09-10 10:00"), t("2026-09-10 10:30"), 1800, D("50.00")),
    (ACC, W20, "2026-09-10", "ivo@example.com", "attended", None, None, t("2026-09-10 10:00"), t("2026-09-10 10:15"), 900, D("25.00")),
    (ACC, W20, "2026-09-10", "pov@example.com", "attended", None, None, t("2026-09-10 10:00"), t("2026-09-10 11:00"), 3600, D("100.00")),
    (ACC, W21, "2026-08-20", "rae@example.com", "attended", None, None, t("2026-08-20 23:30"), t("2026-08-21 00:30"), 3600, D("100.00")),
    (ACC, W21, "2026-08-27", "rae@example.com", "attended", None, None, t("2026-08-27 10:00"), t("2026-08-27 10:30"), 1800, D("50.00")),
    (ACC, W23, "2026-11-16", "ja@example.com", "attended", t("2026-11-09 09:00"), None, t("2026-11-16 02:00"), t("2026-11-16 03:00"), 3600, D("100.00")),
    (ACC, W23, "2026-11-16", "ke@example.com", "no_show", t("2026-11-09 09:10"), None, None, None, None, None),
    (ACC, W24, "2026-11-15", "li@example.com", "attended", t("2026-11-09 10:00"), None, t("2026-11-15 22:00"), t("2026-11-15 22:30"), 1800, D("50.00")),
    (ACC, W24, "2026-11-15", "mo@example.com", "attended", t("2026-11-09 10:10"), None, t("2026-11-15 22:00"), t("2026-11-15 22:45"), 2700, D("75.00")),
    (ACC, W25, "2026-11-16", "nu@example.com", "attended", t("2026-11-09 11:00"), None, t("2026-11-16 01:00"), t("2026-11-16 01:20"), 1200, D("33.33")),
    (ACC, W25, "2026-11-16", "ox@example.com", "no_show", t("2026-11-09 11:10"), None, None, None, None, None),
    # Cancelled and attended: attended comes first, cancelled_at stays.
    (ACC, W25, "2026-11-16", "qi@example.com", "attended", t("2026-11-09 11:20"), R1, t("2026-11-16 01:00"), t("2026-11-16 01:15"), 900, D("25.00")),
    (ACC, W26, "2026-11-12", "pi@example.com", "no_show", t("2026-11-09 12:00"), None, None, None, None, None),
    *hosts.PARTICIPATIONS,
]

# --- marts.attendance_connections ----------------------------------------------------------------------

ATTENDANCE_CONNECTIONS_COLUMNS = (
    "session_uuid", "user_id", "joined_at", "account_id", "webinar_id", "occurrence_key", "email", "left_at",
)
S01 = "/slash+First01=="
S02 = "ab//cd+EFg=="
ATTENDANCE_CONNECTIONS: list[tuple[object, ...]] = [
    # Each device and each part; no waiting room (dan's 111, eve, the third guest), no host, no panelist.
    (S01, "105", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "ada@example.com", t("2026-11-10 10:15")),
    (S01, "106", t("2026-11-10 10:05"), ACC, W01, "2026-11-10", "ada@example.com", t("2026-11-10 10:20")),
    (S01, "107", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "bob@example.com", t("2026-11-10 10:10")),
    (S01, "108", t("2026-11-10 10:50"), ACC, W01, "2026-11-10", "bob@example.com", t("2026-11-10 10:55")),
    (S01, "109", t("2026-11-10 10:10"), ACC, W01, "2026-11-10", "cat@example.com", t("2026-11-10 10:50")),
    (S01, "110", t("2026-11-10 10:20"), ACC, W01, "2026-11-10", "cat@example.com", t("2026-11-10 10:40")),
    (S01, "112", t("2026-11-10 10:30"), ACC, W01, "2026-11-10", "dan@example.com", t("2026-11-10 10:37:30")),
    # Clipped at both ends.
    (S01, "114", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "fay@example.com", t("2026-11-10 11:00")),
    # The longest of the copies.
    (S01, "116", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "hal@example.com", t("2026-11-10 10:30")),
    (S01, "117", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "jon@example.com", t("2026-11-10 10:29:58.500")),
    (S01, "118", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", "carl@brand.example.com", t("2026-11-10 10:30")),
    (S01, "119", t("2026-11-10 10:00"), ACC, W01, "2026-11-10", None, t("2026-11-10 10:10")),
    (S01, "120", t("2026-11-10 10:20"), ACC, W01, "2026-11-10", None, t("2026-11-10 10:30")),
    (S02, "203", t("2026-11-11 10:00"), ACC, W02, "2026-11-11", "kim@example.com", t("2026-11-11 10:16:41")),
    (S02, "204", t("2026-11-11 10:00"), ACC, W02, "2026-11-11", "nia@example.com", t("2026-11-11 10:33:20")),
    (S02, "205", t("2026-11-11 10:00"), ACC, W02, "2026-11-11", "mia@example.com", t("2026-11-11 11:06:40")),
    ("ledger03==", "306", t("2026-11-14 10:00"), ACC, W03, "2026-11-14", "vera@notrival.example.org", t("2026-11-14 10:30")),
    ("ledger03==", "307", t("2026-11-14 10:00"), ACC, W03, "2026-11-14", "wanda@rival.example.org", t("2026-11-14 10:30")),
    ("ledger03==", "308", t("2026-11-14 10:00"), ACC, W03, "2026-11-14", None, t("2026-11-14 10:30")),
    # An invalid address: anonymous (reading 5).
    ("ledger03==", "309", t("2026-11-14 10:00"), ACC, W03, "2026-11-14", None, t("2026-11-14 10:30")),
    ("ledger03==", "310", t("2026-11-14 10:00"), ACC, W03, "2026-11-14", None, t("2026-11-14 10:30")),
    # a01 is 401, ... a33 is 433.
    *(("crowd04==", str(400 + n), t("2026-11-13 10:00"), ACC, W04, "2026-11-13", email, t("2026-11-13 10:30")) for n, email in enumerate(CROWD, 1)),
    ("crowd04==", "434", t("2026-11-13 10:00"), ACC, W04, "2026-11-13", "kim@example.com", t("2026-11-13 10:30")),
    ("crowd04==", "435", t("2026-11-13 10:00"), ACC, W04, "2026-11-13", None, t("2026-11-13 10:10")),
    ("crowd04==", "436", t("2026-11-13 10:00"), ACC, W04, "2026-11-13", None, t("2026-11-13 10:10")),
    ("crowd04==", "437", t("2026-11-13 10:00"), ACC, W04, "2026-11-13", "olga@example.org", t("2026-11-13 11:00")),
    ("crowd04==", "438", t("2026-11-13 10:00"), ACC, W04, "2026-11-13", "carl.private@example.org", t("2026-11-13 10:20")),
    ("s05x==", "531", t("2026-11-03 02:00"), ACC, W05, X5, "wren@example.net", t("2026-11-03 02:30")),
    ("s05a==", "502", t("2026-11-09 14:00"), ACC, W05, A5, "sam@example.com", t("2026-11-09 15:00")),
    ("s05b==", "511", t("2026-11-14 14:00"), ACC, W05, B5, "sam@example.com", t("2026-11-14 14:30")),
    ("s05c==", "521", t("2026-11-17 16:00"), ACC, W05, C5, "tom@example.com", t("2026-11-17 16:15")),
    ("s06==", "601", t("2026-11-10 09:00"), ACC, W06, A6, "vic@example.com", t("2026-11-10 09:15")),
    ("s07==", "701", t("2026-11-12 09:00"), ACC, W07, A7, "xia@example.com", t("2026-11-12 09:40")),
    ("s08a==", "802", t("2026-11-09 20:00"), ACC, W08, "2026-11-10", None, t("2026-11-09 21:00")),
    ("s08b==", "811", t("2026-11-10 12:00"), ACC, W08, "2026-11-10-2", "yan@example.com", t("2026-11-10 12:40")),
    ("s08c==", "831", t("2026-11-13 01:00"), ACC, W08, "2026-11-13", "zoe@example.com", t("2026-11-13 01:30")),
    ("s09a==", "901", t("2026-11-12 15:00"), ACC, W09, "2026-11-12", "al@example.com", t("2026-11-12 15:40")),
    ("s09b==", "901", t("2026-11-12 15:50"), ACC, W09, "2026-11-12", "al@example.com", t("2026-11-12 16:05")),
    ("s09b==", "902", t("2026-11-12 15:50"), ACC, W09, "2026-11-12", "be@example.com", t("2026-11-12 16:10")),
    ("s10==", "1012", t("2026-11-13 15:00"), ACC, W10, "2026-11-13", "sam@example.com", t("2026-11-13 15:15")),
    ("s20==", "2002", t("2026-09-10 10:00"), ACC, W20, "2026-09-10", "ho@example.com", t("2026-09-10 10:30")),
    ("s20==", "2003", t("2026-09-10 10:00"), ACC, W20, "2026-09-10", None, t("2026-09-10 10:10")),
    ("s20==", "2004", t("2026-09-10 10:20"), ACC, W20, "2026-09-10", None, t("2026-09-10 10:30")),
    ("s20==", "2005", t("2026-09-10 10:00"), ACC, W20, "2026-09-10", "ivo@example.com", t("2026-09-10 10:15")),
    ("s20==", "2006", t("2026-09-10 10:00"), ACC, W20, "2026-09-10", "pov@example.com", t("2026-09-10 11:00")),
    ("s21a==", "2101", t("2026-08-20 23:30"), ACC, W21, "2026-08-20", "rae@example.com", t("2026-08-21 00:30")),
    ("s21b==", "2111", t("2026-08-27 10:00"), ACC, W21, "2026-08-27", "rae@example.com", t("2026-08-27 10:30")),
    ("s23==", "2302", t("2026-11-16 02:00"), ACC, W23, "2026-11-16", "ja@example.com", t("2026-11-16 03:00")),
    ("s24==", "2402", t("2026-11-15 22:00"), ACC, W24, "2026-11-15", "li@example.com", t("2026-11-15 22:30")),
    ("s24==", "2403", t("2026-11-15 22:00"), ACC, W24, "2026-11-15", "mo@example.com", t("2026-11-15 22:45")),
    ("s25==", "2501", t("2026-11-16 01:00"), ACC, W25, "2026-11-16", "nu@example.com", t("2026-11-16 01:20")),
    ("s25==", "2502", t("2026-11-16 01:00"), ACC, W25, "2026-11-16", "qi@example.com", t("2026-11-16 01:15")),
    *hosts.ATTENDANCE_CONNECTIONS,
]

# --- marts.timeline_events -------------------------------------------------------------------------------

TIMELINE_EVENTS_COLUMNS = (
    "email", "account_id", "webinar_id", "occurrence_key", "kind", "occurred_at", "webinar_name", "joined_at", "left_at",
)
TIMELINE_EVENTS: list[tuple[object, ...]] = [
    ("ada@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:00"), "Arithmetic", None, None),
    ("ada@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 10:20")),
    ("bob@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:10"), "Arithmetic", None, None),
    ("bob@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 10:55")),
    ("cat@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:20"), "Arithmetic", None, None),
    ("cat@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:10"), "Arithmetic", t("2026-11-10 10:10"), t("2026-11-10 10:50")),
    ("dan@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:30"), "Arithmetic", None, None),
    # Joined when he was let in, not when he began to wait.
    ("dan@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:30"), "Arithmetic", t("2026-11-10 10:30"), t("2026-11-10 10:37:30")),
    ("eve@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:40"), "Arithmetic", None, None),
    ("fay@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 09:50"), "Arithmetic", None, None),
    ("fay@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 11:00")),
    ("gus@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 10:00"), "Arithmetic", None, None),
    ("hal@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 10:10"), "Arithmetic", None, None),
    ("hal@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 10:30")),
    ("ida@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 10:20"), "Arithmetic", None, None),
    ("jon@example.com", ACC, W01, "2026-11-10", "registered", t("2026-11-01 10:30"), "Arithmetic", None, None),
    ("jon@example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 10:29:58.500")),
    ("carl@brand.example.com", ACC, W01, "2026-11-10", "attended", t("2026-11-10 10:00"), "Arithmetic", t("2026-11-10 10:00"), t("2026-11-10 10:30")),
    ("kim@example.com", ACC, W02, "2026-11-11", "registered", t("2026-11-02 09:00"), "Half up", None, None),
    ("kim@example.com", ACC, W02, "2026-11-11", "attended", t("2026-11-11 10:00"), "Half up", t("2026-11-11 10:00"), t("2026-11-11 10:16:41")),
    # One event, at the latest approved registration.
    ("lou@example.com", ACC, W02, "2026-11-11", "registered", t("2026-11-03 09:10"), "Half up", None, None),
    ("mia@example.com", ACC, W02, "2026-11-11", "registered", t("2026-11-02 09:20"), "Half up", None, None),
    ("mia@example.com", ACC, W02, "2026-11-11", "attended", t("2026-11-11 10:00"), "Half up", t("2026-11-11 10:00"), t("2026-11-11 11:06:40")),
    ("mia+promo@example.com", ACC, W02, "2026-11-11", "registered", t("2026-11-02 09:30"), "Half up", None, None),
    ("nia@example.com", ACC, W02, "2026-11-11", "registered", t("2026-11-02 09:40"), "Half up", None, None),
    ("nia@example.com", ACC, W02, "2026-11-11", "attended", t("2026-11-11 10:00"), "Half up", t("2026-11-11 10:00"), t("2026-11-11 10:33:20")),
    ("vera@notrival.example.org", ACC, W03, "2026-11-14", "registered", t("2026-11-04 10:00"), "Ledger", None, None),
    ("vera@notrival.example.org", ACC, W03, "2026-11-14", "attended", t("2026-11-14 10:00"), "Ledger", t("2026-11-14 10:00"), t("2026-11-14 10:30")),
    ("wanda@rival.example.org", ACC, W03, "2026-11-14", "registered", t("2026-11-04 10:10"), "Ledger", None, None),
    ("wanda@rival.example.org", ACC, W03, "2026-11-14", "attended", t("2026-11-14 10:00"), "Ledger", t("2026-11-14 10:00"), t("2026-11-14 10:30")),
    *((email, ACC, W04, "2026-11-13", "attended", t("2026-11-13 10:00"), "Crowd", t("2026-11-13 10:00"), t("2026-11-13 10:30")) for email in CROWD),
    ("kim@example.com", ACC, W04, "2026-11-13", "attended", t("2026-11-13 10:00"), "Crowd", t("2026-11-13 10:00"), t("2026-11-13 10:30")),
    ("olga@example.org", ACC, W04, "2026-11-13", "attended", t("2026-11-13 10:00"), "Crowd", t("2026-11-13 10:00"), t("2026-11-13 11:00")),
    ("carl.private@example.org", ACC, W04, "2026-11-13", "attended", t("2026-11-13 10:00"), "Crowd", t("2026-11-13 10:00"), t("2026-11-13 10:20")),
    # One event of a kind for each participation: six occurrences for sam and uma, five for tom.
    ("sam@example.com", ACC, W05, A5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("sam@example.com", ACC, W05, A5, "attended", t("2026-11-09 14:00"), "Series", t("2026-11-09 14:00"), t("2026-11-09 15:00")),
    ("sam@example.com", ACC, W05, B5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("sam@example.com", ACC, W05, B5, "attended", t("2026-11-14 14:00"), "Series", t("2026-11-14 14:00"), t("2026-11-14 14:30")),
    ("sam@example.com", ACC, W05, D5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("sam@example.com", ACC, W05, C5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("sam@example.com", ACC, W05, E5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("sam@example.com", ACC, W05, F5, "registered", t("2026-11-01 09:00"), "Series", None, None),
    ("tom@example.com", ACC, W05, B5, "registered", t("2026-11-10 09:00"), "Series", None, None),
    ("tom@example.com", ACC, W05, D5, "registered", t("2026-11-10 09:00"), "Series", None, None),
    ("tom@example.com", ACC, W05, C5, "registered", t("2026-11-10 09:00"), "Series", None, None),
    ("tom@example.com", ACC, W05, C5, "attended", t("2026-11-17 16:00"), "Series", t("2026-11-17 16:00"), t("2026-11-17 16:15")),
    ("tom@example.com", ACC, W05, E5, "registered", t("2026-11-10 09:00"), "Series", None, None),
    ("tom@example.com", ACC, W05, F5, "registered", t("2026-11-10 09:00"), "Series", None, None),
    ("uma@example.com", ACC, W05, A5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, B5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, D5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, C5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, C5, "cancelled", R2, "Series", None, None),
    ("uma@example.com", ACC, W05, E5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, E5, "cancelled", R2, "Series", None, None),
    ("uma@example.com", ACC, W05, F5, "registered", t("2026-11-01 09:30"), "Series", None, None),
    ("uma@example.com", ACC, W05, F5, "cancelled", R2, "Series", None, None),
    ("wren@example.net", ACC, W05, X5, "attended", t("2026-11-03 02:00"), "Series", t("2026-11-03 02:00"), t("2026-11-03 02:30")),
    ("vic@example.com", ACC, W06, A6, "registered", t("2026-11-01 11:00"), "Each date", None, None),
    ("vic@example.com", ACC, W06, A6, "attended", t("2026-11-10 09:00"), "Each date", t("2026-11-10 09:00"), t("2026-11-10 09:15")),
    ("wes@example.com", ACC, W06, A6, "registered", t("2026-11-01 11:10"), "Each date", None, None),
    ("wes@example.com", ACC, W06, B6, "registered", t("2026-11-01 11:10"), "Each date", None, None),
    ("xia@example.com", ACC, W07, A7, "attended", t("2026-11-12 09:00"), "Choose dates", t("2026-11-12 09:00"), t("2026-11-12 09:40")),
    ("xia@example.com", ACC, W07, B7, "registered", t("2026-11-02 11:00"), "Choose dates", None, None),
    ("yul@example.com", ACC, W07, A7, "registered", t("2026-11-02 11:10"), "Choose dates", None, None),
    ("zed@example.com", ACC, W07, B7, "registered", t("2026-11-02 11:20"), "Choose dates", None, None),
    ("zed@example.com", ACC, W07, B7, "cancelled", R3, "Choose dates", None, None),
    ("yan@example.com", ACC, W08, "2026-11-10-2", "registered", t("2026-11-09 22:00"), "Any time", None, None),
    ("yan@example.com", ACC, W08, "2026-11-10-2", "attended", t("2026-11-10 12:00"), "Any time", t("2026-11-10 12:00"), t("2026-11-10 12:40")),
    ("yan@example.com", ACC, W08, "2026-11-13", "registered", t("2026-11-09 22:00"), "Any time", None, None),
    ("zoe@example.com", ACC, W08, "2026-11-13", "registered", t("2026-11-10 15:00"), "Any time", None, None),
    ("zoe@example.com", ACC, W08, "2026-11-13", "attended", t("2026-11-13 01:00"), "Any time", t("2026-11-13 01:00"), t("2026-11-13 01:30")),
    ("al@example.com", ACC, W09, "2026-11-12", "registered", t("2026-11-05 09:00"), TOPIC9, None, None),
    # Over both sessions.
    ("al@example.com", ACC, W09, "2026-11-12", "attended", t("2026-11-12 15:00"), TOPIC9, t("2026-11-12 15:00"), t("2026-11-12 16:05")),
    ("be@example.com", ACC, W09, "2026-11-12", "registered", t("2026-11-05 09:10"), TOPIC9, None, None),
    ("be@example.com", ACC, W09, "2026-11-12", "attended", t("2026-11-12 15:50"), TOPIC9, t("2026-11-12 15:50"), t("2026-11-12 16:10")),
    ("ada@example.com", ACC, W10, "2026-11-13", "registered", t("2026-11-06 09:00"), "Practised", None, None),
    ("sam@example.com", ACC, W10, "2026-11-13", "registered", t("2026-11-06 09:10"), "Practised", None, None),
    ("sam@example.com", ACC, W10, "2026-11-13", "attended", t("2026-11-13 15:00"), "Practised", t("2026-11-13 15:00"), t("2026-11-13 15:15")),
    ("di@example.com", ACC, W11, "2026-11-13", "registered", t("2026-11-06 10:00"), "Nobody came", None, None),
    ("ca@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-07 09:00"), "To come", None, None),
    ("ca@example.com", ACC, W15, "2026-11-24", "cancelled", R3, "To come", None, None),
    ("cb@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-07 09:10"), "To come", None, None),
    ("cb@example.com", ACC, W15, "2026-11-24", "cancelled", R2, "To come", None, None),
    ("cc@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-07 09:20"), "To come", None, None),
    ("cc@example.com", ACC, W15, "2026-11-24", "cancelled", R1, "To come", None, None),
    # Her cancellation at R2 was cleared: only what she is now.
    ("cd@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-18 09:00"), "To come", None, None),
    ("ce@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-07 09:40"), "To come", None, None),
    ("cf@example.com", ACC, W15, "2026-11-24", "registered", t("2026-11-17 09:00"), "To come", None, None),
    ("ma@example.com", ACC, W16, "2026-11-25", "registered", t("2026-11-08 09:00"), "By hand", None, None),
    ("md@example.com", ACC, W16, "2026-11-25", "registered", t("2026-11-08 09:30"), "By hand", None, None),
    ("md@example.com", ACC, W16, "2026-11-25", "cancelled", R3, "By hand", None, None),
    ("ed@example.com", ACC, W17, "2026-11-22", "registered", t("2026-11-08 10:00"), "Deleted", None, None),
    ("fi@example.com", ACC, W18, "2026-11-16", "registered", t("2026-11-08 10:10"), "Not held", None, None),
    ("gi@example.com", ACC, W19, "2026-11-11", "registered", t("2026-11-08 10:20"), "Refused", None, None),
    ("ho@example.com", ACC, W20, "2026-09-10", "attended", t("2026-09-10 10:00"), "Expired", t("2026-09-10 10:00"), t("2026-09-10 10:30")),
    ("ivo@example.com", ACC, W20, "2026-09-10", "attended", t("2026-09-10 10:00"), "Expired", t("2026-09-10 10:00"), t("2026-09-10 10:15")),
    ("pov@example.com", ACC, W20, "2026-09-10", "attended", t("2026-09-10 10:00"), "Expired", t("2026-09-10 10:00"), t("2026-09-10 11:00")),
    ("rae@example.com", ACC, W21, "2026-08-20", "attended", t("2026-08-20 23:30"), "Expired series", t("2026-08-20 23:30"), t("2026-08-21 00:30")),
    ("rae@example.com", ACC, W21, "2026-08-27", "attended", t("2026-08-27 10:00"), "Expired series", t("2026-08-27 10:00"), t("2026-08-27 10:30")),
    ("ja@example.com", ACC, W23, "2026-11-16", "registered", t("2026-11-09 09:00"), "Two readings", None, None),
    ("ja@example.com", ACC, W23, "2026-11-16", "attended", t("2026-11-16 02:00"), "Two readings", t("2026-11-16 02:00"), t("2026-11-16 03:00")),
    ("ke@example.com", ACC, W23, "2026-11-16", "registered", t("2026-11-09 09:10"), "Two readings", None, None),
    ("li@example.com", ACC, W24, "2026-11-15", "registered", t("2026-11-09 10:00"), "Being built", None, None),
    ("li@example.com", ACC, W24, "2026-11-15", "attended", t("2026-11-15 22:00"), "Being built", t("2026-11-15 22:00"), t("2026-11-15 22:30")),
    ("mo@example.com", ACC, W24, "2026-11-15", "registered", t("2026-11-09 10:10"), "Being built", None, None),
    ("mo@example.com", ACC, W24, "2026-11-15", "attended", t("2026-11-15 22:00"), "Being built", t("2026-11-15 22:00"), t("2026-11-15 22:45")),
    ("nu@example.com", ACC, W25, "2026-11-16", "registered", t("2026-11-09 11:00"), "Not ready", None, None),
    ("nu@example.com", ACC, W25, "2026-11-16", "attended", t("2026-11-16 01:00"), "Not ready", t("2026-11-16 01:00"), t("2026-11-16 01:20")),
    ("ox@example.com", ACC, W25, "2026-11-16", "registered", t("2026-11-09 11:10"), "Not ready", None, None),
    ("qi@example.com", ACC, W25, "2026-11-16", "registered", t("2026-11-09 11:20"), "Not ready", None, None),
    ("qi@example.com", ACC, W25, "2026-11-16", "cancelled", R1, "Not ready", None, None),
    ("qi@example.com", ACC, W25, "2026-11-16", "attended", t("2026-11-16 01:00"), "Not ready", t("2026-11-16 01:00"), t("2026-11-16 01:15")),
    ("pi@example.com", ACC, W26, "2026-11-12", "registered", t("2026-11-09 12:00"), "Empty report", None, None),
    *hosts.TIMELINE_EVENTS,
]

# --- sync.outcomes ------------------------------------------------------------------------------------------

OUTCOMES_COLUMNS = (
    "account_id", "webinar_id", "occurrence_key", "subject", "subject_key", "email", "code", "connections",
)
# By openssl dgst -sha256 -mac HMAC, with the key of tests/builders/erased.py: the first 32 digits of
# "address erased.person@example.com" and the first 24 of "zoom_id r03-era".
ERASED_KEY = "5b403b0f4b50cc230f6a920043aba743@erased.invalid"
ERASED_ID = "erased-3f4f68ba3f952cc93f9a7aa4"
OUTCOMES: list[tuple[object, ...]] = [
    # Webinars that are not synced. W13 is off and of an excluded host: the first code counts.
    (ACC, W12, "", "webinar", "91000000012", None, "zoom_events", 0),
    (ACC, W13, "", "webinar", "91000000013", None, "sync_off", 0),
    (ACC, W14, "", "webinar", "91000000014", None, "host_domain_excluded", 0),
    # W01, 28 connections: 23 below, 5 rejected.
    (ACC, W01, "", "registration", "r01-ada", "ada@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-bob", "bob@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-cat", "cat@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-dan", "dan@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-eve", "eve@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-fay", "fay@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-gus", "gus@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-hal", "hal@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-ida", "ida@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-jon", "jon@example.com", "synced", 0),
    (ACC, W01, "", "registration", "r01-pat", "pat@example.com", "not_an_attendee", 0),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 101 2026-11-10T09:55:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 102 2026-11-10T10:00:00Z", "alt@brand.example.com", "not_an_attendee", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 103 2026-11-10T10:00:00Z", "pat@example.com", "not_an_attendee", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 104 2026-11-10T10:00:00Z", None, "not_an_attendee", 1),
    (ACC, W01, "2026-11-10", "attendance", "ada@example.com", "ada@example.com", "synced", 2),
    (ACC, W01, "2026-11-10", "attendance", "bob@example.com", "bob@example.com", "synced", 2),
    (ACC, W01, "2026-11-10", "attendance", "cat@example.com", "cat@example.com", "synced", 2),
    # His waiting-room row counts here, though not as time.
    (ACC, W01, "2026-11-10", "attendance", "dan@example.com", "dan@example.com", "synced", 2),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 113 2026-11-10T10:00:00Z", "eve@example.com", "not_in_session", 1),
    (ACC, W01, "2026-11-10", "attendance", "fay@example.com", "fay@example.com", "synced", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 115 2026-11-10T09:30:00Z", "gus@example.com", "not_in_session", 1),
    (ACC, W01, "2026-11-10", "attendance", "hal@example.com", "hal@example.com", "synced", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 116 2026-11-10T10:00:00Z", "hal@example.com", "duplicate", 1),
    (ACC, W01, "2026-11-10", "attendance", "jon@example.com", "jon@example.com", "synced", 1),
    (ACC, W01, "2026-11-10", "attendance", "carl@brand.example.com", "carl@brand.example.com", "synced", 1),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 119 2026-11-10T10:00:00Z", None, "no_email", 1),
    # Copies of nobody's connection: one outcome.
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 120 2026-11-10T10:20:00Z", None, "no_email", 2),
    (ACC, W01, "2026-11-10", "connection", "/slash+First01== 121 2026-11-10T10:00:00Z", None, "not_in_session", 1),
    # W02, 5 connections.
    (ACC, W02, "", "registration", "r02-kim", "kim@example.com", "synced", 0),
    (ACC, W02, "", "registration", "r02-lou1", "lou@example.com", "synced", 0),
    (ACC, W02, "", "registration", "r02-lou2", "lou@example.com", "synced", 0),
    (ACC, W02, "", "registration", "r02-mia", "mia@example.com", "synced", 0),
    (ACC, W02, "", "registration", "r02-miap", "mia+promo@example.com", "synced", 0),
    (ACC, W02, "", "registration", "r02-nia", "nia@example.com", "synced", 0),
    (ACC, W02, "2026-11-11", "connection", "ab//cd+EFg== 201 2026-11-11T10:00:00Z", "bert.new@brand.example.com", "not_an_attendee", 1),
    # By the session's host address.
    (ACC, W02, "2026-11-11", "connection", "ab//cd+EFg== 202 2026-11-11T10:00:00Z", "bert.old@brand.example.com", "not_an_attendee", 1),
    (ACC, W02, "2026-11-11", "attendance", "kim@example.com", "kim@example.com", "synced", 1),
    (ACC, W02, "2026-11-11", "attendance", "nia@example.com", "nia@example.com", "synced", 1),
    (ACC, W02, "2026-11-11", "attendance", "mia@example.com", "mia@example.com", "synced", 1),
    # W03, 10 connections; 4 registrants are rejected.
    (ACC, W03, "", "registration", ERASED_ID, None, "erased", 0),
    (ACC, W03, "", "registration", "r03-acc", "sales@rival.example.org", "account_user", 0),
    (ACC, W03, "", "registration", "r03-del", "deleted@rival.example.org", "deleted_contact", 0),
    (ACC, W03, "", "registration", "r03-sec", "old.address@rival.example.org", "secondary_email", 0),
    (ACC, W03, "", "registration", "r03-sub", "ursula@eu.rival.example.org", "contact_domain_excluded", 0),
    (ACC, W03, "", "registration", "r03-dom", "victor@rival.example.org", "contact_domain_excluded", 0),
    (ACC, W03, "", "registration", "r03-not", "vera@notrival.example.org", "synced", 0),
    (ACC, W03, "", "registration", "r03-exi", "wanda@rival.example.org", "synced", 0),
    (ACC, W03, "", "registration", "r03-bla", None, "no_email", 0),
    (ACC, W03, "", "registration", "r03-inv", "dotless@localhost", "invalid_email", 0),
    (ACC, W03, "", "registration", "r03-two", "two@@example.com", "invalid_email", 0),
    (ACC, W03, "2026-11-14", "attendance", ERASED_KEY, None, "erased", 1),
    (ACC, W03, "2026-11-14", "attendance", "sales@rival.example.org", "sales@rival.example.org", "account_user", 1),
    (ACC, W03, "2026-11-14", "attendance", "deleted@rival.example.org", "deleted@rival.example.org", "deleted_contact", 1),
    (ACC, W03, "2026-11-14", "attendance", "old.address@rival.example.org", "old.address@rival.example.org", "secondary_email", 1),
    (ACC, W03, "2026-11-14", "attendance", "ursula@eu.rival.example.org", "ursula@eu.rival.example.org", "contact_domain_excluded", 1),
    (ACC, W03, "2026-11-14", "attendance", "vera@notrival.example.org", "vera@notrival.example.org", "synced", 1),
    (ACC, W03, "2026-11-14", "attendance", "wanda@rival.example.org", "wanda@rival.example.org", "synced", 1),
    # A person, by the registrant id, whose address nobody knows.
    (ACC, W03, "2026-11-14", "attendance", "r03-bla", None, "no_email", 1),
    (ACC, W03, "2026-11-14", "attendance", "dotless@localhost", "dotless@localhost", "invalid_email", 2),
    # W04, 39 connections.
    (ACC, W04, "2026-11-13", "connection", "crowd04== 400 2026-11-13T10:00:00Z", ANNA, "not_an_attendee", 1),
    *((ACC, W04, "2026-11-13", "attendance", email, email, "synced", 1) for email in CROWD),
    (ACC, W04, "2026-11-13", "attendance", "kim@example.com", "kim@example.com", "synced", 1),
    (ACC, W04, "2026-11-13", "connection", "crowd04== 435 2026-11-13T10:00:00Z", None, "no_email", 1),
    (ACC, W04, "2026-11-13", "connection", "crowd04== 436 2026-11-13T10:00:00Z", None, "no_email", 1),
    (ACC, W04, "2026-11-13", "attendance", "olga@example.org", "olga@example.org", "synced", 1),
    (ACC, W04, "2026-11-13", "attendance", "carl.private@example.org", "carl.private@example.org", "synced", 1),
    # W05, 6 connections. One registration is one outcome, in however many occurrences.
    (ACC, W05, "", "registration", "r05-sam", "sam@example.com", "synced", 0),
    (ACC, W05, "", "registration", "r05-tom", "tom@example.com", "synced", 0),
    (ACC, W05, "", "registration", "r05-uma", "uma@example.com", "synced", 0),
    (ACC, W05, X5, "attendance", "wren@example.net", "wren@example.net", "synced", 1),
    # A practice near no date is of no occurrence.
    (ACC, W05, "", "connection", "s05p== 541 2026-11-06T10:00:00Z", ANNA, "practice_session", 1),
    (ACC, W05, A5, "connection", "s05a== 501 2026-11-09T14:00:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W05, A5, "attendance", "sam@example.com", "sam@example.com", "synced", 1),
    (ACC, W05, B5, "attendance", "sam@example.com", "sam@example.com", "synced", 1),
    (ACC, W05, C5, "attendance", "tom@example.com", "tom@example.com", "synced", 1),
    # W06, 1 connection. A registration for two dates is one outcome.
    (ACC, W06, "", "registration", "r06-vic", "vic@example.com", "synced", 0),
    (ACC, W06, "", "registration", "r06-wes", "wes@example.com", "synced", 0),
    (ACC, W06, A6, "attendance", "vic@example.com", "vic@example.com", "synced", 1),
    # W07, 1 connection.
    (ACC, W07, "", "registration", "r07-xia", "xia@example.com", "synced", 0),
    (ACC, W07, "", "registration", "r07-yul", "yul@example.com", "synced", 0),
    (ACC, W07, "", "registration", "r07-zed", "zed@example.com", "synced", 0),
    (ACC, W07, A7, "attendance", "xia@example.com", "xia@example.com", "synced", 1),
    # W08, 7 connections.
    (ACC, W08, "", "registration", "r08-yan", "yan@example.com", "synced", 0),
    (ACC, W08, "", "registration", "r08-zoe", "zoe@example.com", "synced", 0),
    (ACC, W08, "2026-11-10", "connection", "s08a== 801 2026-11-09T20:00:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W08, "2026-11-10", "connection", "s08a== 802 2026-11-09T20:00:00Z", None, "no_email", 1),
    (ACC, W08, "2026-11-10-2", "attendance", "yan@example.com", "yan@example.com", "synced", 1),
    (ACC, W08, "", "connection", "s08p== 821 2026-11-12T01:00:00Z", ANNA, "practice_session", 1),
    (ACC, W08, "", "connection", "s08p== 822 2026-11-12T01:00:00Z", "paz@example.com", "practice_session", 1),
    # Only waited: the session is a practice all the same, and that code comes first.
    (ACC, W08, "", "connection", "s08p== 823 2026-11-12T01:10:00Z", "zoe@example.com", "practice_session", 1),
    (ACC, W08, "2026-11-13", "attendance", "zoe@example.com", "zoe@example.com", "synced", 1),
    # W09, 3 connections of two sessions, one occurrence.
    (ACC, W09, "", "registration", "r09-al", "al@example.com", "synced", 0),
    (ACC, W09, "", "registration", "r09-be", "be@example.com", "synced", 0),
    (ACC, W09, "2026-11-12", "attendance", "al@example.com", "al@example.com", "synced", 2),
    (ACC, W09, "2026-11-12", "attendance", "be@example.com", "be@example.com", "synced", 1),
    # W10, 4 connections.
    (ACC, W10, "", "registration", "r10-ada", "ada@example.com", "synced", 0),
    (ACC, W10, "", "registration", "r10-sam", "sam@example.com", "synced", 0),
    (ACC, W10, "2026-11-13", "connection", "s10p== 1001 2026-11-13T14:00:00Z", ANNA, "practice_session", 1),
    (ACC, W10, "2026-11-13", "connection", "s10p== 1002 2026-11-13T14:00:00Z", "per@example.com", "practice_session", 1),
    (ACC, W10, "2026-11-13", "connection", "s10== 1011 2026-11-13T15:00:00Z", "per@example.com", "not_an_attendee", 1),
    (ACC, W10, "2026-11-13", "attendance", "sam@example.com", "sam@example.com", "synced", 1),
    # W11, 1 connection: not a practice, for it was held at its time.
    (ACC, W11, "", "registration", "r11-di", "di@example.com", "synced", 0),
    (ACC, W11, "2026-11-13", "connection", "s11== 1101 2026-11-13T17:00:00Z", "ines@brand.example.com", "not_an_attendee", 1),
    # W15: cancelled or not, approved once.
    (ACC, W15, "", "registration", "r15-ca", "ca@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-cb", "cb@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-cc", "cc@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-cd1", "cd@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-cd2", "cd@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-ce1", "ce@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-ce2", "ce@example.com", "synced", 0),
    (ACC, W15, "", "registration", "r15-cf", "cf@example.com", "synced", 0),
    # W16: pending, denied at first sight and denied after pending were never approved.
    (ACC, W16, "", "registration", "r16-ma", "ma@example.com", "synced", 0),
    (ACC, W16, "", "registration", "r16-mb", "mb@example.com", "not_approved", 0),
    (ACC, W16, "", "registration", "r16-mc", "mc@example.com", "not_approved", 0),
    (ACC, W16, "", "registration", "r16-md", "md@example.com", "synced", 0),
    (ACC, W16, "", "registration", "r16-me", "me@example.com", "not_approved", 0),
    (ACC, W17, "", "registration", "r17-ed", "ed@example.com", "synced", 0),
    (ACC, W18, "", "registration", "r18-fi", "fi@example.com", "synced", 0),
    # W19: its connection is never read. W22 neither.
    (ACC, W19, "", "registration", "r19-gi", "gi@example.com", "synced", 0),
    # W20, 6 connections; its registrations are never read.
    (ACC, W20, "2026-09-10", "connection", "s20== 2001 2026-09-10T10:00:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W20, "2026-09-10", "attendance", "ho@example.com", "ho@example.com", "synced", 1),
    (ACC, W20, "2026-09-10", "attendance", "r20-gone", None, "no_email", 2),
    (ACC, W20, "2026-09-10", "attendance", "ivo@example.com", "ivo@example.com", "synced", 1),
    (ACC, W20, "2026-09-10", "attendance", "pov@example.com", "pov@example.com", "synced", 1),
    # W21, 2 connections.
    (ACC, W21, "2026-08-20", "attendance", "rae@example.com", "rae@example.com", "synced", 1),
    (ACC, W21, "2026-08-27", "attendance", "rae@example.com", "rae@example.com", "synced", 1),
    # W23, 2 connections.
    (ACC, W23, "", "registration", "r23-ja", "ja@example.com", "synced", 0),
    (ACC, W23, "", "registration", "r23-ke", "ke@example.com", "synced", 0),
    (ACC, W23, "2026-11-16", "connection", "s23== 2301 2026-11-16T02:00:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W23, "2026-11-16", "attendance", "ja@example.com", "ja@example.com", "synced", 1),
    # W24, 3 connections.
    (ACC, W24, "", "registration", "r24-li", "li@example.com", "synced", 0),
    (ACC, W24, "", "registration", "r24-mo", "mo@example.com", "synced", 0),
    (ACC, W24, "2026-11-15", "connection", "s24== 2401 2026-11-15T22:00:00Z", ANNA, "not_an_attendee", 1),
    (ACC, W24, "2026-11-15", "attendance", "li@example.com", "li@example.com", "synced", 1),
    (ACC, W24, "2026-11-15", "attendance", "mo@example.com", "mo@example.com", "synced", 1),
    # W25, 2 connections. W26, none.
    (ACC, W25, "", "registration", "r25-nu", "nu@example.com", "synced", 0),
    (ACC, W25, "", "registration", "r25-ox", "ox@example.com", "synced", 0),
    (ACC, W25, "", "registration", "r25-qi", "qi@example.com", "synced", 0),
    (ACC, W25, "2026-11-16", "attendance", "nu@example.com", "nu@example.com", "synced", 1),
    (ACC, W25, "2026-11-16", "attendance", "qi@example.com", "qi@example.com", "synced", 1),
    (ACC, W26, "", "registration", "r26-pi", "pi@example.com", "synced", 0),
    *hosts.OUTCOMES,
]

# --- sync.rejected_rows ---------------------------------------------------------------------------------------

REJECTED_ROWS_COLUMNS = ("source", "row_key", "reason")
REJECTED_ROWS: list[tuple[object, ...]] = [
    # Two equal rows are numbered; a missing join_time or user_id is empty in the key.
    ("participants", "/slash+First01== 122  1", "join_time is missing or not a time"),
    ("participants", "/slash+First01== 122  2", "join_time is missing or not a time"),
    ("participants", "/slash+First01== 123 2026-11-10T10:00:00Z 1", "leave_time is missing or not a time"),
    ("participants", "/slash+First01== 124 2026-11-10T10:30:00Z 1", "leaves before it joins"),
    ("participants", "/slash+First01==  2026-11-10T10:40:00Z 1", "user_id is missing"),
    # Without id: by its place in the listing, the newest first.
    ("registrants", "91000000003 #1", "id is missing"),
    ("registrants", "91000000003 r03-rj1", "create_time is missing or not a time"),
    ("registrants", "91000000003 r03-rj2", "status is not one that Zoom documents"),
    ("registrants", "91000000003 r03-rj3", "email is missing"),
    ("sessions", "broken-id==", "webinar id is missing"),
    ("sessions", "broken-start==", "start_time is missing or not a time"),
    ("sessions", "broken-end==", "end_time is missing or not a time"),
    ("sessions", "broken-order==", "ends before it starts"),
]

# --- sync.explain: a person for each code that has one ------------------------------------------------------------
# sync_off, host_domain_excluded and zoom_events are of webinars; no_email is of nobody with an address.

EXPLAIN: list[tuple[str, str]] = [
    ("ada@example.com", "synced"),
    ("zoe@example.com", "practice_session"),
    ("eve@example.com", "not_in_session"),
    ("pat@example.com", "not_an_attendee"),
    ("hal@example.com", "duplicate"),
    ("mb@example.com", "not_approved"),
    ("dotless@localhost", "invalid_email"),
    ("erased.person@example.com", "erased"),
    ("sales@rival.example.org", "account_user"),
    ("deleted@rival.example.org", "deleted_contact"),
    ("old.address@rival.example.org", "secondary_email"),
    ("ursula@eu.rival.example.org", "contact_domain_excluded"),
]
