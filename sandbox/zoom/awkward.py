"""The awkward account: small, made by hand, and with everything that goes wrong with Zoom's data.

Its answer key is `tests/answer_key/awkward.py`. What hosts do with their webinars is apart, in
`awkward_hosts.py` and in a key of the same name. Each webinar and each person says which pitfall
(number in section 14 of the Zoom facts) or rule it is there for. Nobody in it is real: all
addresses are in domains that are reserved for examples.

Three full nightly syncs are meant to run, one at each moment of RUNS, with the sandbox's clock
frozen there. The first asks for the 183 days before it.

Pitfalls of the client rather than of the data (token of a page expired: 4, daily limit: 17, 18,
scopes: 20) have no webinar; 19 is Carl, 4 and 3 concern the crowd of W04, 13 every webinar (ids
above 32 bits).
"""
# ruff: noqa: E501
# A row of a table stands on one line:
# fmt: off

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from sandbox.zoom.awkward_hosts import SESSIONS as HOSTS_SESSIONS
from sandbox.zoom.awkward_hosts import WEBINARS as HOSTS_WEBINARS
from sandbox.zoom.awkward_rows import at, registration
from sandbox.zoom.model import (
    ABSENT,
    Account,
    Connection,
    Occurrence,
    Panelist,
    Session,
    User,
    Webinar,
)

if TYPE_CHECKING:
    from datetime import datetime


ACCOUNT_ID = "awkward-account"

# The first and second are 16 hours apart, so that a session that ended shortly before the first
# has its second reading before 24 hours are over (W23: settled by two readings; W24: not).
RUNS: tuple[datetime, ...] = (at("11-16 04:00"), at("11-16 20:00"), at("11-19 04:00"))

# --- Settings and HubSpot's mirror for all three runs -------------------------------------------
# Besides: match_secondary_emails off, on_exclude keep, property_cutoff none.

EXCLUDED_HOST_DOMAINS: tuple[str, ...] = ("agency.example.net",)
EXCLUDED_CONTACT_DOMAINS: tuple[str, ...] = ("rival.example.org",)
WEBINARS_OFF: tuple[int, ...] = (91000000013,)
ERASED: tuple[str, ...] = ("erased.person@example.com",)

# (contact id, primary address, secondary addresses, archived)
MIRROR_CONTACTS: tuple[tuple[int, str, tuple[str, ...], bool], ...] = (
    # Exists, so its activity is synced although its domain is excluded.
    (5001, "wanda@rival.example.org", (), False),
    # Exists, and is a user of the HubSpot account: still no activity.
    (5002, "sales@rival.example.org", (), False),
    # Was deleted in HubSpot (and is in an excluded domain: the deletion is the reason).
    (5003, "deleted@rival.example.org", (), True),
    # Has a secondary address, in an excluded domain: the secondary address is the reason.
    (5004, "new.address@example.net", ("old.address@rival.example.org",), False),
)
MIRROR_USERS: tuple[str, ...] = ("sales@rival.example.org",)

# --- Users ---------------------------------------------------------------------------------------

_USERS = (
    User(id="h-anna", email="anna@brand.example.com", first_name="Anna", last_name="Host"),
    # Pitfall 14: the host's address changed; his earlier sessions still show the old one.
    User(id="h-bert", email="bert.new@brand.example.com", first_name="Bert", last_name="Moved"),
    # Pitfall 16: an inactive host; only `status=inactive` lists her.
    User(id="h-ines", email="ines@brand.example.com", first_name="Ines", last_name="Gone", status="inactive"),
    # Host in a subdomain of an excluded domain.
    User(id="h-eva", email="eva@eu.agency.example.net", first_name="Eva", last_name="Agency"),
    # The trap: ends like an excluded domain, but is another one.
    User(id="h-trap", email="trap@notagency.example.net", first_name="Theo", last_name="Trap"),
    # Pitfall 19: no webinar plan, so listing his webinars answers 400, code 200.
    User(id="u-carl", email="carl@brand.example.com", first_name="Carl", last_name="Colleague", has_webinar_plan=False),
    # Has not signed up yet: no id.
    User(id="u-pending", email="pending@brand.example.com", status="pending", has_webinar_plan=False),
)

class _Host(TypedDict):
    host_id: str
    host_email: str


class _HostOfSession(TypedDict):
    host_email: str
    host_name: str


_ANNA: _Host = {"host_id": "h-anna", "host_email": "anna@brand.example.com"}
_BERT: _Host = {"host_id": "h-bert", "host_email": "bert.new@brand.example.com"}
_INES: _Host = {"host_id": "h-ines", "host_email": "ines@brand.example.com"}
_EVA: _Host = {"host_id": "h-eva", "host_email": "eva@eu.agency.example.net"}
_TRAP: _Host = {"host_id": "h-trap", "host_email": "trap@notagency.example.net"}
_BY_ANNA: _HostOfSession = {"host_email": "anna@brand.example.com", "host_name": "Anna Host"}
_CREATED = at("05-01 08:00")

# --- W01: the arithmetic of attendance. Single, 60 minutes, Nov 10. -----------------------------

_W01 = Webinar(
    id=91000000001, uuid="w01-own-uuid==", **_ANNA, topic="Arithmetic", type=5, created_at=_CREATED,
    start=at("11-10 10:00"), alternative_hosts="alt@brand.example.com",
    panelists=(
        Panelist(id="p01-pat", name="Pat Panelist", email="pat@example.com"),
        Panelist(id="p01-pia", name="Pia Panelist", email="pia@example.com"),
    ),
    registrants=(
        # Two devices at once. Her other registration (W10) is later and gives the contact's name;
        # one address with two registrant ids in two webinars (pitfall 15).
        registration("r01-ada", "ada@example.com", "Ada", "Earlier", "11-01 09:00"),
        # Leaves and comes back.
        registration("r01-bob", "bob@example.com", "Bob", "Rejoin", "11-01 09:10"),
        # In a breakout room: that row overlaps the main room's.
        registration("r01-cat", "cat@example.com", "Cat", "Breakout", "11-01 09:20"),
        # Waiting room first, then in: the waiting does not count as time.
        registration("r01-dan", "dan@example.com", "Dan", "Waitfirst", "11-01 09:30"),
        # Waiting room only.
        registration("r01-eve", "eve@example.com", "Eve", "Waitonly", "11-01 09:40"),
        # Connected before the start and after the end: clipped to the session.
        registration("r01-fay", "fay@example.com", "Fay", "Clipped", "11-01 09:50"),
        # Connected only before the start: 0 seconds after clipping.
        registration("r01-gus", "gus@example.com", "Gus", "Early", "11-01 10:00"),
        # The same connection twice, the second copy longer.
        registration("r01-hal", "hal@example.com", "Hal", "Twice", "11-01 10:10"),
        # Never came.
        registration("r01-ida", "ida@example.com", "Ida", "Absent", "11-01 10:20"),
        # Half a second: rounds up.
        registration("r01-jon", "jon@example.com", "Jon", "Fraction", "11-01 10:30"),
        # A panelist who registered: no participation.
        registration("r01-pat", "pat@example.com", "Pat", "Panelist", "11-01 10:40"),
    ),
)
_S01 = Session(
    # Pitfall 2: begins with a slash (to be encoded twice), and has a plus sign.
    uuid="/slash+First01==", webinar_id=91000000001, **_BY_ANNA,
    start=at("11-10 10:00"), end=at("11-10 11:00"),
    connections=(
        # The host, by participant_user_id.
        Connection(user_id="101", name="Anna Host", join=at("11-10 09:55"), leave=at("11-10 11:00"), user_email="anna@brand.example.com", participant_user_id="h-anna"),
        # The alternative host, by address, in another case.
        Connection(user_id="102", name="Alt", join=at("11-10 10:00"), leave=at("11-10 11:00"), user_email="Alt@Brand.Example.com"),
        # A panelist by address, and one by the panelist's id in registrant_id, address blank.
        Connection(user_id="103", name="Pat", join=at("11-10 10:00"), leave=at("11-10 11:00"), user_email="pat@example.com", registrant_id="p01-pat"),
        Connection(user_id="104", name="Pia", join=at("11-10 10:00"), leave=at("11-10 11:00"), registrant_id="p01-pia"),
        # Ada: 10:00-10:15 and 10:05-10:20 together are 20 minutes (not 30).
        Connection(user_id="105", name="Ada", join=at("11-10 10:00"), leave=at("11-10 10:15"), registrant_id="r01-ada"),
        Connection(user_id="106", name="Ada's phone", join=at("11-10 10:05"), leave=at("11-10 10:20"), registrant_id="r01-ada"),
        # Bob: 10 + 5 = 15 minutes.
        Connection(user_id="107", name="Bob", join=at("11-10 10:00"), leave=at("11-10 10:10"), registrant_id="r01-bob"),
        Connection(user_id="108", name="Bob", join=at("11-10 10:50"), leave=at("11-10 10:55"), registrant_id="r01-bob"),
        # Cat: 10:10-10:50, in it 20 minutes of breakout room: 40 minutes (not 60).
        Connection(user_id="109", name="Cat", join=at("11-10 10:10"), leave=at("11-10 10:50"), registrant_id="r01-cat"),
        Connection(user_id="110", name="Cat", join=at("11-10 10:20"), leave=at("11-10 10:40"), registrant_id="r01-cat", bo_mtg_id="bo-1"),
        # Dan: 10 minutes of waiting do not count, 7.5 minutes do.
        Connection(user_id="111", name="Dan", join=at("11-10 10:20"), leave=at("11-10 10:30"), registrant_id="r01-dan", status="in_waiting_room"),
        Connection(user_id="112", name="Dan", join=at("11-10 10:30"), leave=at("11-10 10:37:30"), registrant_id="r01-dan"),
        # Eve waits only.
        Connection(user_id="113", name="Eve", join=at("11-10 10:00"), leave=at("11-10 10:30"), registrant_id="r01-eve", status="in_waiting_room"),
        # Fay: 90 minutes, of which 60 are in the session.
        Connection(user_id="114", name="Fay", join=at("11-10 09:45"), leave=at("11-10 11:15"), registrant_id="r01-fay"),
        # Gus leaves before the session starts.
        Connection(user_id="115", name="Gus", join=at("11-10 09:30"), leave=at("11-10 09:50"), registrant_id="r01-gus"),
        # Hal: session, user_id and join_time the same; the copy of 30 minutes counts.
        Connection(user_id="116", name="Hal", join=at("11-10 10:00"), leave=at("11-10 10:20"), registrant_id="r01-hal"),
        Connection(user_id="116", name="Hal", join=at("11-10 10:00"), leave=at("11-10 10:30"), registrant_id="r01-hal", failover=True),
        # Jon: 1798.5 seconds.
        Connection(user_id="117", name="Jon", join=at("11-10 10:00"), leave=at("11-10 10:29:58.500"), registrant_id="r01-jon"),
        # A colleague with a blank address, found by participant_user_id; he did not register.
        Connection(user_id="118", name="Carl", join=at("11-10 10:00"), leave=at("11-10 10:30"), participant_user_id="u-carl"),
        # Two anonymous guests of the same name: a name identifies nobody. The second one's
        # connection is there twice. A third one (pitfall 25: HTML) only waited.
        Connection(user_id="119", name="iPhone", join=at("11-10 10:00"), leave=at("11-10 10:10")),
        Connection(user_id="120", name="iPhone", join=at("11-10 10:20"), leave=at("11-10 10:30")),
        Connection(user_id="120", name="iPhone", join=at("11-10 10:20"), leave=at("11-10 10:30")),
        Connection(user_id="121", name="<script>alert(1)</script>", join=at("11-10 10:00"), leave=at("11-10 10:05"), status="in_waiting_room"),
        # Rows that nobody can use: five. The first two are equal, so they are numbered.
        Connection(user_id="122", name="No join", join=at("11-10 10:00"), leave=at("11-10 10:10"), raw={"join_time": ABSENT}),
        Connection(user_id="122", name="No join", join=at("11-10 10:00"), leave=at("11-10 10:10"), raw={"join_time": ABSENT}),
        Connection(user_id="123", name="No leave", join=at("11-10 10:00"), leave=at("11-10 10:10"), raw={"leave_time": ""}),
        Connection(user_id="124", name="Backwards", join=at("11-10 10:30"), leave=at("11-10 10:20")),
        Connection(user_id="125", name="No user_id", join=at("11-10 10:40"), leave=at("11-10 10:50"), raw={"user_id": ABSENT}),
    ),
)

# --- W02: the host's address changed; rounding; names and addresses as people type them. --------
# Planned for 60 minutes, ran 66 minutes 40 seconds = 4000 s (pitfall 12).

_W02 = Webinar(
    id=91000000002, uuid="w02-own-uuid==", **_BERT, topic="Half up", type=5, created_at=_CREATED,
    start=at("11-11 10:00"),
    registrants=(
        # 1001 of 4000 s are 25.025 %: half up.
        registration("r02-kim", "kim@example.com", "Kim", "Halfup", "11-02 09:00"),
        # Pitfall 15: one address, twice in one webinar, in other case and with blanks around it.
        # Pitfall 25: the later registration's names are a CSV formula and HTML.
        registration("r02-lou1", "  LOU@Example.COM ", "Lou", "Older", "11-02 09:10"),
        registration("r02-lou2", "lou@example.com", '=HYPERLINK("http://evil.example","x")', "<b>Lou</b>", "11-03 09:10"),
        # U+0000 and a lone surrogate, which PostgreSQL cannot hold, and blanks around.
        registration("r02-mia", "mia@example.com", "  Mi\u0000a ", "Sur\ud83drogate", "11-02 09:20"),
        # A plus address is a person of its own.
        registration("r02-miap", "mia+promo@example.com", "Mia", "Plus", "11-02 09:30"),
        # Signed in with another account: the registration's address counts.
        registration("r02-nia", "nia@example.com", "Nia", "Otheraccount", "11-02 09:40"),
    ),
)
_S02 = Session(
    # Pitfall 2: two slashes in a row.
    uuid="ab//cd+EFg==", webinar_id=91000000002, host_email="bert.old@brand.example.com", host_name="Bert Moved",
    start=at("11-11 10:00"), end=at("11-11 11:06:40"),
    connections=(
        Connection(user_id="201", name="Bert", join=at("11-11 10:00"), leave=at("11-11 11:06:40"), user_email="bert.new@brand.example.com", participant_user_id="h-bert"),
        # The host's second device, known only by the address that he had then.
        Connection(user_id="202", name="Bert's tablet", join=at("11-11 10:00"), leave=at("11-11 11:06:40"), user_email="bert.old@brand.example.com"),
        Connection(user_id="203", name="Kim", join=at("11-11 10:00"), leave=at("11-11 10:16:41"), registrant_id="r02-kim"),
        Connection(user_id="204", name="Nia privately", join=at("11-11 10:00"), leave=at("11-11 10:33:20"), user_email="nia.private@example.org", registrant_id="r02-nia"),
        # Found by the address of the connection, in another case.
        Connection(user_id="205", name="Mia", join=at("11-11 10:00"), leave=at("11-11 11:06:40"), user_email="MIA@example.com"),
    ),
)

# --- W03: the ledger. All who come stay 10:00-10:30 of 60 minutes: 50 %. -------------------------

_W03 = Webinar(
    id=91000000003, uuid="w03-own-uuid==", **_ANNA, topic="Ledger", type=5, created_at=_CREATED,
    start=at("11-14 10:00"),
    registrants=(
        registration("r03-era", "Erased.Person@example.com", "Erased", "Person", "11-04 09:00"),  # erased
        registration("r03-acc", "sales@rival.example.org", "Sal", "User", "11-04 09:10"),  # account_user
        registration("r03-del", "deleted@rival.example.org", "Del", "Eted", "11-04 09:20"),  # deleted_contact
        registration("r03-sec", "old.address@rival.example.org", "Sec", "Ondary", "11-04 09:30"),  # secondary_email
        registration("r03-sub", "ursula@eu.rival.example.org", "Ursula", "Subdomain", "11-04 09:40"),  # contact_domain_excluded
        registration("r03-dom", "victor@rival.example.org", "Victor", "Domain", "11-04 09:50"),  # contact_domain_excluded, did not come
        registration("r03-not", "vera@notrival.example.org", "Vera", "Trap", "11-04 10:00"),  # synced: another domain
        registration("r03-exi", "wanda@rival.example.org", "Wanda", "Existing", "11-04 10:10"),  # synced: the contact exists
        registration("r03-bla", "", "Blank", "Address", "11-04 10:20"),  # no_email, a person by registrant_id
        registration("r03-inv", "dotless@localhost", "In", "Valid", "11-04 10:30"),  # invalid_email, two devices
        registration("r03-two", "two@@example.com", "Two", "Ats", "11-04 10:40"),  # invalid_email, did not come
        # Rows that nobody can use. The one without id is the newest: first of the listing.
        registration("r03-rj0", "rejected0@example.com", "Re", "Jected", "11-09 09:00", raw={"id": ABSENT}),
        registration("r03-rj1", "rejected1@example.com", "Re", "Jected", "11-04 10:50", raw={"create_time": "yesterday"}),
        registration("r03-rj2", "rejected2@example.com", "Re", "Jected", "11-04 10:51", raw={"status": "waitlisted"}),
        registration("r03-rj3", "rejected3@example.com", "Re", "Jected", "11-04 10:52", raw={"email": ABSENT}),
    ),
)
_S03 = Session(
    uuid="ledger03==", webinar_id=91000000003, **_BY_ANNA,
    start=at("11-14 10:00"), end=at("11-14 11:00"),
    connections=(
        Connection(user_id="301", name="Era", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-era"),
        Connection(user_id="302", name="Acc", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-acc"),
        Connection(user_id="303", name="Del", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-del"),
        Connection(user_id="304", name="Sec", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-sec"),
        Connection(user_id="305", name="Ursula", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-sub"),
        Connection(user_id="306", name="Vera", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-not"),
        Connection(user_id="307", name="Wanda", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-exi"),
        Connection(user_id="308", name="Blank", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-bla"),
        Connection(user_id="309", name="Inv", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-inv"),
        Connection(user_id="310", name="Inv too", join=at("11-14 10:00"), leave=at("11-14 10:30"), registrant_id="r03-inv"),
    ),
)

# --- W04: no registration (approval_type 2), and a crowd: 39 connections, more than the 30 of a
# default page (pitfall 3). ----------------------------------------------------------------------

CROWD: tuple[str, ...] = tuple(f"a{n:02}@crowd.example.com" for n in range(1, 34))

_W04 = Webinar(
    id=91000000004, uuid="w04-own-uuid==", **_ANNA, topic="Crowd", type=5, created_at=_CREATED,
    start=at("11-13 10:00"), approval_type=2,
)
_S04 = Session(
    uuid="crowd04==", webinar_id=91000000004, **_BY_ANNA,
    start=at("11-13 10:00"), end=at("11-13 11:00"),
    connections=(
        Connection(user_id="400", name="Anna", join=at("11-13 10:00"), leave=at("11-13 11:00"), participant_user_id="h-anna"),
        # 401 to 433: each comes for the first half.
        *(
            Connection(user_id=str(400 + n), name=f"Crowd {n}", join=at("11-13 10:00"), leave=at("11-13 10:30"), user_email=f"a{n:02}@crowd.example.com")
            for n in range(1, 34)
        ),
        # Kim's second webinar: her average is a mean of unrounded values.
        Connection(user_id="434", name="Kim", join=at("11-13 10:00"), leave=at("11-13 10:30"), user_email="kim@example.com"),
        Connection(user_id="435", name="Guest", join=at("11-13 10:00"), leave=at("11-13 10:10")),
        Connection(user_id="436", name="Guest", join=at("11-13 10:00"), leave=at("11-13 10:10")),
        # Blanks and case.
        Connection(user_id="437", name="Olga", join=at("11-13 10:00"), leave=at("11-13 11:00"), user_email="  Olga@Example.org "),
        # Carl with an address on the connection: it comes before participant_user_id.
        Connection(user_id="438", name="Carl", join=at("11-13 10:00"), leave=at("11-13 10:20"), user_email="carl.private@example.org", participant_user_id="u-carl"),
    ),
)

# --- W05: a series with dates (type 9), one registration for all (registration_type 1). ----------
# Read by its ID, only the last session would be seen (pitfall 1). Days are in Los Angeles.
# Occurrence ids are the scheduled start in epoch milliseconds.

O5_A = "1794232800000"  # Nov 9 14:00, held
O5_B = "1794657600000"  # Nov 14 12:00, held two hours late
O5_D = "1794668400000"  # Nov 14 15:00, deleted, yet listed (pitfall 23)
O5_C = "1794924000000"  # Nov 17 14:00, moved to 16:00 between the first two runs, held
O5_E = "1795615200000"  # Nov 25 14:00, to come
O5_F = "1795701600000"  # Nov 26 14:00, deleted between the last two runs

_W05 = Webinar(
    id=91000000005, uuid="w05-own-uuid==", **_ANNA, topic="Series", type=9, created_at=_CREATED,
    start=at("11-09 14:00"), timezone="America/Los_Angeles", registration_type=1,
    occurrences=(
        Occurrence(occurrence_id=O5_A, start=at("11-09 14:00")),
        Occurrence(occurrence_id=O5_B, start=at("11-14 12:00")),
        Occurrence(occurrence_id=O5_D, start=at("11-14 15:00"), status="deleted"),
        Occurrence(occurrence_id=O5_C, start=at("11-17 14:00"), moves=((at("11-16 12:00"), at("11-17 16:00")),)),
        Occurrence(occurrence_id=O5_E, start=at("11-25 14:00")),
        Occurrence(occurrence_id=O5_F, start=at("11-26 14:00"), deleted_at=at("11-17 12:00")),
    ),
    registrants=(
        # Attends A wholly and B by half: 75 % of this webinar.
        registration("r05-sam", "sam@example.com", "Sam", "Series", "11-01 09:00"),
        # Registers after A: only in what ends later.
        registration("r05-tom", "tom@example.com", "Tom", "Late", "11-10 09:00"),
        # Cancels by herself between the first two runs: A and B had ended, the rest had not.
        registration("r05-uma", "uma@example.com", "Uma", "Cancels", "11-01 09:30", ("11-16 09:00", "removed")),
    ),
)
_S05A = Session(
    uuid="s05a==", webinar_id=91000000005, **_BY_ANNA, start=at("11-09 14:00"), end=at("11-09 15:00"),
    connections=(
        Connection(user_id="501", name="Anna", join=at("11-09 14:00"), leave=at("11-09 15:00"), participant_user_id="h-anna"),
        Connection(user_id="502", name="Sam", join=at("11-09 14:00"), leave=at("11-09 15:00"), registrant_id="r05-sam"),
    ),
)
_S05B = Session(
    # The nearest date that is not deleted is B, two hours before; D, one hour after, is deleted.
    uuid="s05b==", webinar_id=91000000005, **_BY_ANNA, start=at("11-14 14:00"), end=at("11-14 15:00"),
    connections=(
        Connection(user_id="511", name="Sam", join=at("11-14 14:00"), leave=at("11-14 14:30"), registrant_id="r05-sam"),
    ),
)
_S05C = Session(
    # Attended by one only (pitfall 11), on the moved date.
    uuid="s05c==", webinar_id=91000000005, **_BY_ANNA, start=at("11-17 16:00"), end=at("11-17 17:00"),
    connections=(
        Connection(user_id="521", name="Tom", join=at("11-17 16:00"), leave=at("11-17 16:15"), registrant_id="r05-tom"),
    ),
)
_S05X = Session(
    # Six days before any date: an occurrence of its own, to which nobody was invited. Nov 3 02:00
    # UTC is Nov 2 in Los Angeles.
    uuid="s05x==", webinar_id=91000000005, **_BY_ANNA, start=at("11-03 02:00"), end=at("11-03 03:00"),
    connections=(
        Connection(user_id="531", name="Wren", join=at("11-03 02:00"), leave=at("11-03 02:30"), user_email="wren@example.net"),
    ),
)
_S05P = Session(
    # Host only, near no date: a practice (pitfall 9), and no event. Nov 6 10:00 UTC is Nov 6 there.
    uuid="s05p==", webinar_id=91000000005, **_BY_ANNA, start=at("11-06 10:00"), end=at("11-06 10:20"),
    connections=(
        Connection(user_id="541", name="Anna", join=at("11-06 10:00"), leave=at("11-06 10:20"), participant_user_id="h-anna"),
    ),
)

# --- W06: a series, registration for each date (registration_type 2). ----------------------------

O6_A = "1794301200000"  # Nov 10 09:00, held
O6_B = "1795597200000"  # Nov 25 09:00, to come

_W06 = Webinar(
    id=91000000006, uuid="w06-own-uuid==", **_ANNA, topic="Each date", type=9, created_at=_CREATED,
    start=at("11-10 09:00"), registration_type=2,
    occurrences=(
        Occurrence(occurrence_id=O6_A, start=at("11-10 09:00")),
        Occurrence(occurrence_id=O6_B, start=at("11-25 09:00")),
    ),
    registrants=(
        registration("r06-vic", "vic@example.com", "Vic", "Onedate", "11-01 11:00", dates=(O6_A,)),
        # One registration for two dates: one outcome, two participations.
        registration("r06-wes", "wes@example.com", "Wes", "Twodates", "11-01 11:10", dates=(O6_A, O6_B)),
    ),
)
_S06 = Session(
    uuid="s06==", webinar_id=91000000006, **_BY_ANNA, start=at("11-10 09:00"), end=at("11-10 10:00"),
    connections=(
        Connection(user_id="601", name="Vic", join=at("11-10 09:00"), leave=at("11-10 09:15"), registrant_id="r06-vic"),
    ),
)

# --- W07: a series whose dates are chosen (registration_type 3). ---------------------------------

O7_A = "1794474000000"  # Nov 12 09:00, held
O7_B = "1795683600000"  # Nov 26 09:00, to come

_W07 = Webinar(
    id=91000000007, uuid="w07-own-uuid==", **_ANNA, topic="Choose dates", type=9, created_at=_CREATED,
    start=at("11-12 09:00"), registration_type=3,
    occurrences=(
        Occurrence(occurrence_id=O7_A, start=at("11-12 09:00")),
        Occurrence(occurrence_id=O7_B, start=at("11-26 09:00")),
    ),
    registrants=(
        # Chose B and came to A: there without a registration.
        registration("r07-xia", "xia@example.com", "Xia", "Otherdate", "11-02 11:00", dates=(O7_B,)),
        registration("r07-yul", "yul@example.com", "Yul", "Absent", "11-02 11:10", dates=(O7_A,)),
        # Cancels by himself between the last two runs.
        registration("r07-zed", "zed@example.com", "Zed", "Cancels", "11-02 11:20", ("11-18 09:00", "removed"), dates=(O7_B,)),
    ),
)
_S07 = Session(
    uuid="s07==", webinar_id=91000000007, **_BY_ANNA, start=at("11-12 09:00"), end=at("11-12 10:00"),
    connections=(
        Connection(user_id="701", name="Xia", join=at("11-12 09:00"), leave=at("11-12 09:40"), registrant_id="r07-xia"),
    ),
)

# --- W08: recurring without fixed time (type 6). Days are in Tokyo (UTC+9). -----------------------

_W08 = Webinar(
    id=91000000008, uuid="w08-own-uuid==", **_ANNA, topic="Any time", type=6, created_at=_CREATED,
    timezone="Asia/Tokyo",
    panelists=(Panelist(id="p08-paz", name="Paz", email="paz@example.com"),),
    registrants=(
        # Between the two sessions of the first day: only in the second of them, and later.
        registration("r08-yan", "yan@example.com", "Yan", "Between", "11-09 22:00"),
        # After the first day: only in the later one.
        registration("r08-zoe", "zoe@example.com", "Zoe", "After", "11-10 15:00"),
    ),
)
_S08A = Session(
    # Nov 10 05:00 in Tokyo: the day is not the one in UTC.
    uuid="s08a==", webinar_id=91000000008, **_BY_ANNA, start=at("11-09 20:00"), end=at("11-09 21:00"),
    connections=(
        Connection(user_id="801", name="Anna", join=at("11-09 20:00"), leave=at("11-09 21:00"), participant_user_id="h-anna"),
        # The guest is anonymous, and makes the session more than a practice.
        Connection(user_id="802", name="Guest", join=at("11-09 20:00"), leave=at("11-09 21:00")),
    ),
)
_S08B = Session(
    # Nov 10 21:00 in Tokyo: the same day, hours later, so the second occurrence of that day.
    uuid="s08b==", webinar_id=91000000008, **_BY_ANNA, start=at("11-10 12:00"), end=at("11-10 12:40"),
    connections=(
        Connection(user_id="811", name="Yan", join=at("11-10 12:00"), leave=at("11-10 12:40"), registrant_id="r08-yan"),
    ),
)
_S08P = Session(
    # Host and panelist only, Nov 12 in Tokyo: a practice, though Zoe was in its waiting room.
    uuid="s08p==", webinar_id=91000000008, **_BY_ANNA, start=at("11-12 01:00"), end=at("11-12 01:30"),
    connections=(
        Connection(user_id="821", name="Anna", join=at("11-12 01:00"), leave=at("11-12 01:30"), participant_user_id="h-anna"),
        Connection(user_id="822", name="Paz", join=at("11-12 01:00"), leave=at("11-12 01:30"), user_email="paz@example.com"),
        Connection(user_id="823", name="Zoe", join=at("11-12 01:10"), leave=at("11-12 01:20"), registrant_id="r08-zoe", status="in_waiting_room"),
    ),
)
_S08C = Session(
    uuid="s08c==", webinar_id=91000000008, **_BY_ANNA, start=at("11-13 01:00"), end=at("11-13 02:00"),
    connections=(
        Connection(user_id="831", name="Zoe", join=at("11-13 01:00"), leave=at("11-13 01:30"), registrant_id="r08-zoe"),
    ),
)

# --- W09: the host ended and restarted: two UUIDs, one occurrence of 40 + 20 minutes (pitfall 10).
# The topic is free text (pitfall 25). -----------------------------------------------------------

_W09 = Webinar(
    id=91000000009, uuid="w09-own-uuid==", **_ANNA, topic='Restarted 🎬 <br>, "quoted"', type=5, created_at=_CREATED,
    start=at("11-12 15:00"),
    registrants=(
        registration("r09-al", "al@example.com", "Al", "Both", "11-05 09:00"),
        registration("r09-be", "be@example.com", "Be", "Second", "11-05 09:10"),
    ),
)
_S09A = Session(
    uuid="s09a==", webinar_id=91000000009, **_BY_ANNA, start=at("11-12 15:00"), end=at("11-12 15:40"),
    connections=(
        Connection(user_id="901", name="Al", join=at("11-12 15:00"), leave=at("11-12 15:40"), registrant_id="r09-al"),
    ),
)
_S09B = Session(
    uuid="s09b==", webinar_id=91000000009, **_BY_ANNA, start=at("11-12 15:50"), end=at("11-12 16:10"),
    connections=(
        # The same user_id as in the other session: it is valid inside one session only.
        Connection(user_id="901", name="Al", join=at("11-12 15:50"), leave=at("11-12 16:05"), registrant_id="r09-al"),
        Connection(user_id="902", name="Be", join=at("11-12 15:50"), leave=at("11-12 16:10"), registrant_id="r09-be"),
    ),
)

# --- W10: a practice before the scheduled start (pitfall 9). --------------------------------------

_W10 = Webinar(
    id=91000000010, uuid="w10-own-uuid==", **_ANNA, topic="Practised", type=5, created_at=_CREATED,
    start=at("11-13 15:00"),
    panelists=(Panelist(id="p10-per", name="Per", email="per@example.com"),),
    registrants=(
        # Ada's latest registration: the contact's name, with an emoji (pitfall 25).
        registration("r10-ada", "ada@example.com", "Ada 🎉", "Lovelace", "11-06 09:00"),
        # Sam's second webinar, 25 %: his average is the mean of 75 (W05) and 25.
        registration("r10-sam", "sam@example.com", "Sam", "Series", "11-06 09:10"),
    ),
)
_S10P = Session(
    uuid="s10p==", webinar_id=91000000010, **_BY_ANNA, start=at("11-13 14:00"), end=at("11-13 14:30"),
    connections=(
        Connection(user_id="1001", name="Anna", join=at("11-13 14:00"), leave=at("11-13 14:30"), participant_user_id="h-anna"),
        Connection(user_id="1002", name="Per", join=at("11-13 14:00"), leave=at("11-13 14:30"), user_email="per@example.com"),
    ),
)
_S10 = Session(
    uuid="s10==", webinar_id=91000000010, **_BY_ANNA, start=at("11-13 15:00"), end=at("11-13 16:00"),
    connections=(
        Connection(user_id="1011", name="Per", join=at("11-13 15:00"), leave=at("11-13 16:00"), user_email="per@example.com"),
        Connection(user_id="1012", name="Sam", join=at("11-13 15:00"), leave=at("11-13 15:15"), registrant_id="r10-sam"),
    ),
)

# --- W11: at the scheduled time with the host alone: held, and who registered is a no-show.
# The host is inactive (pitfall 16). -------------------------------------------------------------

_W11 = Webinar(
    id=91000000011, uuid="w11-own-uuid==", **_INES, topic="Nobody came", type=5, created_at=_CREATED,
    start=at("11-13 17:00"),
    registrants=(registration("r11-di", "di@example.com", "Di", "Absent", "11-06 10:00"),),
)
_S11 = Session(
    uuid="s11==", webinar_id=91000000011, host_email="ines@brand.example.com", host_name="Ines Gone",
    start=at("11-13 17:00"), end=at("11-13 18:00"),
    connections=(
        Connection(user_id="1101", name="Ines", join=at("11-13 17:00"), leave=at("11-13 18:00"), participant_user_id="h-ines"),
    ),
)

# --- W12: Zoom Events'. Only the listing of its inactive host says so (pitfall 16). ----------------

_W12 = Webinar(
    id=91000000012, uuid="w12-own-uuid==", **_INES, topic="Of Zoom Events", type=5, created_at=_CREATED,
    start=at("11-23 10:00"), is_events_webinar=True,
    registrants=(registration("r12-no", "unread12@example.com", "Never", "Read", "11-06 11:00"),),
)

# --- W13: switched off (its host's domain is excluded too: the first reason counts). --------------

_W13 = Webinar(
    id=91000000013, uuid="w13-own-uuid==", **_EVA, topic="Switched off", type=5, created_at=_CREATED,
    start=at("11-12 18:00"),
    registrants=(registration("r13-no", "unread13@example.com", "Never", "Read", "11-06 11:10"),),
)
_S13 = Session(
    uuid="s13==", webinar_id=91000000013, host_email="eva@eu.agency.example.net", host_name="Eva Agency",
    start=at("11-12 18:00"), end=at("11-12 19:00"),
    connections=(
        Connection(user_id="1301", name="Never read", join=at("11-12 18:00"), leave=at("11-12 19:00"), registrant_id="r13-no"),
    ),
)

# --- W14: the host's domain is excluded (a subdomain of it). ---------------------------------------

_W14 = Webinar(
    id=91000000014, uuid="w14-own-uuid==", **_EVA, topic="Of the agency", type=5, created_at=_CREATED,
    start=at("11-11 18:00"),
    registrants=(registration("r14-no", "unread14@example.com", "Never", "Read", "11-06 11:20"),),
)
_S14 = Session(
    uuid="s14==", webinar_id=91000000014, host_email="eva@eu.agency.example.net", host_name="Eva Agency",
    start=at("11-11 18:00"), end=at("11-11 19:00"),
    connections=(
        Connection(user_id="1401", name="Never read", join=at("11-11 18:00"), leave=at("11-11 19:00"), registrant_id="r14-no"),
    ),
)

# --- W15: to come, approves automatically: the life of registrations (pitfalls 5 and 6).
# Its host's domain only looks like an excluded one. ---------------------------------------------

_W15 = Webinar(
    id=91000000015, uuid="w15-own-uuid==", **_TRAP, topic="To come", type=5, created_at=_CREATED,
    start=at("11-24 10:00"),
    registrants=(
        # Cancels by herself between the last two runs: in no listing any more (pitfall 6).
        registration("r15-ca", "ca@example.com", "Ca", "Selfcancelled", "11-07 09:00", ("11-18 09:00", "removed")),
        # Cancelled by the host between the first two runs: denied after approved.
        registration("r15-cb", "cb@example.com", "Cb", "Hostcancelled", "11-07 09:10", ("11-16 09:00", "denied")),
        # Denied when first seen, where Zoom approves by itself: was approved once.
        registration("r15-cc", "cc@example.com", "Cc", "Deniedatonce", "11-07 09:20", ("11-08 09:00", "denied")),
        # Cancels by himself, then registers again: the cancellation is cleared.
        registration("r15-cd1", "cd@example.com", "Cd", "First", "11-07 09:30", ("11-16 09:00", "removed")),
        registration("r15-cd2", "cd@example.com", "Cd", "Again", "11-18 09:00"),
        # Registered twice, the later registration was cancelled: still registered, by the earlier.
        registration("r15-ce1", "ce@example.com", "Ce", "One", "11-07 09:40"),
        registration("r15-ce2", "CE@example.com", "Ce", "Two", "11-07 09:50", ("11-16 09:00", "denied")),
        # New between the last two runs.
        registration("r15-cf", "cf@example.com", "Cf", "New", "11-17 09:00"),
    ),
)

# --- W16: to come, approves by hand (approval_type 1), moved by an hour between the first two
# runs. ------------------------------------------------------------------------------------------

_W16 = Webinar(
    id=91000000016, uuid="w16-own-uuid==", **_ANNA, topic="By hand", type=5, created_at=_CREATED,
    start=at("11-25 10:00"), moves=((at("11-16 12:00"), at("11-25 11:00")),), approval_type=1,
    registrants=(
        # Pending, then approved.
        registration("r16-ma", "ma@example.com", "Ma", "Approved", "11-08 09:00", ("11-16 09:00", "approved"), first="pending"),
        # Pending for ever.
        registration("r16-mb", "mb@example.com", "Mb", "Pending", "11-08 09:10", first="pending"),
        # Denied when first seen, where somebody approves by hand: never approved.
        registration("r16-mc", "mc@example.com", "Mc", "Denied", "11-08 09:20", first="denied"),
        # Approved, then denied between the last two runs: cancelled.
        registration("r16-md", "md@example.com", "Md", "Cancelled", "11-08 09:30", ("11-18 09:00", "denied")),
        # Pending, then denied: never approved.
        registration("r16-me", "me@example.com", "Me", "Refused", "11-08 09:40", ("11-16 09:00", "denied"), first="pending"),
    ),
)

# --- W17: deleted before it was held: an event `cancelled`, which cancels nobody. ------------------

_W17 = Webinar(
    id=91000000017, uuid="w17-own-uuid==", **_ANNA, topic="Deleted", type=5, created_at=_CREATED,
    start=at("11-22 10:00"), deleted_at=at("11-17 12:00"),
    registrants=(registration("r17-ed", "ed@example.com", "Ed", "Stays", "11-08 10:00"),),
)

# --- W18: nobody started it: not held, and nobody is a no-show. ------------------------------------

_W18 = Webinar(
    id=91000000018, uuid="w18-own-uuid==", **_ANNA, topic="Not held", type=5, created_at=_CREATED,
    start=at("11-16 10:00"),
    registrants=(registration("r18-fi", "fi@example.com", "Fi", "Stays", "11-08 10:10"),),
)

# --- W19: its report is refused for good (403 and a page in HTML). ---------------------------------

_W19 = Webinar(
    id=91000000019, uuid="w19-own-uuid==", **_ANNA, topic="Refused", type=5, created_at=_CREATED,
    start=at("11-11 12:00"),
    registrants=(registration("r19-gi", "gi@example.com", "Gi", "Stays", "11-08 10:20"),),
)
_S19 = Session(
    uuid="forbidden19==", webinar_id=91000000019, **_BY_ANNA, start=at("11-11 12:00"), end=at("11-11 13:00"),
    connections=(
        Connection(user_id="1901", name="Gi", join=at("11-11 12:00"), leave=at("11-11 13:00"), registrant_id="r19-gi"),
    ),
)

# --- W20: a single webinar that expired before it was ever read: no detail, registrants or
# panelists any more; the report of the session stays. ---------------------------------------------

_W20 = Webinar(
    id=91000000020, uuid="w20-own-uuid==", **_ANNA, topic="Expired", type=5, created_at=_CREATED,
    start=at("09-10 10:00"), expires_at=at("10-10 11:00"),
    panelists=(Panelist(id="p20-pov", name="Pov", email="pov@example.com"),),
    registrants=(
        registration("r20-gone", "unread20@example.com", "Never", "Read", "09-01 09:00"),
        registration("r20-ivo", "unread20b@example.com", "Never", "Read", "09-01 09:10"),
    ),
)
_S20 = Session(
    uuid="s20==", webinar_id=91000000020, **_BY_ANNA, start=at("09-10 10:00"), end=at("09-10 11:00"),
    connections=(
        Connection(user_id="2001", name="Anna", join=at("09-10 10:00"), leave=at("09-10 11:00"), user_email="anna@brand.example.com", participant_user_id="h-anna"),
        Connection(user_id="2002", name="Ho", join=at("09-10 10:00"), leave=at("09-10 10:30"), user_email="ho@example.com"),
        # A registrant_id whose registration nobody can read any more, and no address: one person
        # by that id, two connections.
        Connection(user_id="2003", name="Gone", join=at("09-10 10:00"), leave=at("09-10 10:10"), registrant_id="r20-gone"),
        Connection(user_id="2004", name="Gone", join=at("09-10 10:20"), leave=at("09-10 10:30"), registrant_id="r20-gone"),
        # The same with an address on the connection.
        Connection(user_id="2005", name="Ivo", join=at("09-10 10:00"), leave=at("09-10 10:15"), user_email="ivo@example.com", registrant_id="r20-ivo"),
        # Was a panelist, but that can no longer be known: counts as an attendee.
        Connection(user_id="2006", name="Pov", join=at("09-10 10:00"), leave=at("09-10 11:00"), user_email="pov@example.com"),
    ),
)

# --- W21: a series that expired before it was ever read: only the report has its type, 9; days are in
# UTC. One participant each (pitfall 11: the report on a host would leave these out). ---------------

_W21 = Webinar(
    id=91000000021, uuid="w21-own-uuid==", **_ANNA, topic="Expired series", type=9, created_at=_CREATED,
    start=at("08-20 23:30"), timezone="Asia/Tokyo", expires_at=at("09-26 11:00"),
    occurrences=(
        Occurrence(occurrence_id="1787268600000", start=at("08-20 23:30")),
        Occurrence(occurrence_id="1787824800000", start=at("08-27 10:00")),
    ),
)
_S21A = Session(
    # Over midnight in UTC; its start is Aug 20 in UTC and Aug 21 in Tokyo.
    uuid="s21a==", webinar_id=91000000021, **_BY_ANNA, start=at("08-20 23:30"), end=at("08-21 00:30"),
    connections=(
        Connection(user_id="2101", name="Rae", join=at("08-20 23:30"), leave=at("08-21 00:30"), user_email="rae@example.com"),
    ),
)
_S21B = Session(
    uuid="s21b==", webinar_id=91000000021, **_BY_ANNA, start=at("08-27 10:00"), end=at("08-27 11:00"),
    connections=(
        Connection(user_id="2111", name="Rae", join=at("08-27 10:00"), leave=at("08-27 10:30"), user_email="rae@example.com"),
    ),
)

# --- W22: too old. The first run (182 days and 18 hours after) finds the session, but Zoom has no
# report of it yet (404, code 3001); at the second it is older than 183 days: 400, code 12702.
# Nobody ever learns that it was of type 6. -------------------------------------------------------

_W22 = Webinar(
    id=91000000022, uuid="w22-own-uuid==", **_ANNA, topic="Too old", type=6, created_at=_CREATED,
    expires_at=at("06-16 10:00"),
)
_S22 = Session(
    uuid="tooold22==", webinar_id=91000000022, **_BY_ANNA, start=at("05-17 09:00"), end=at("05-17 10:00"),
    ready_at=at("11-16 05:00"),
    connections=(
        Connection(user_id="2201", name="Never read", join=at("05-17 09:00"), leave=at("05-17 10:00"), user_email="unread22@example.com"),
    ),
)

# --- W23: ended an hour before the first run; two equal readings settle it at the second. -----------

_W23 = Webinar(
    id=91000000023, uuid="w23-own-uuid==", **_ANNA, topic="Two readings", type=5, created_at=_CREATED,
    start=at("11-16 02:00"),
    registrants=(
        registration("r23-ja", "ja@example.com", "Ja", "Stays", "11-09 09:00"),
        # Removed after the end, last seen approved after the end: stays as she was, a no-show.
        registration("r23-ke", "ke@example.com", "Ke", "Toolate", "11-09 09:10", ("11-16 10:00", "removed")),
    ),
)
_S23 = Session(
    uuid="s23==", webinar_id=91000000023, **_BY_ANNA, start=at("11-16 02:00"), end=at("11-16 03:00"),
    connections=(
        Connection(user_id="2301", name="Anna", join=at("11-16 02:00"), leave=at("11-16 03:00"), participant_user_id="h-anna"),
        Connection(user_id="2302", name="Ja", join=at("11-16 02:00"), leave=at("11-16 03:00"), registrant_id="r23-ja"),
    ),
)

# --- W24: at the first run its report shows durations of 0 and lacks the last third (pitfall 7);
# at the second (21 h after the end) it is whole, but a first whole reading; the third settles it. ---

_W24 = Webinar(
    id=91000000024, uuid="w24-own-uuid==", **_ANNA, topic="Being built", type=5, created_at=_CREATED,
    start=at("11-15 22:00"),
    registrants=(
        registration("r24-li", "li@example.com", "Li", "Shown", "11-09 10:00"),
        # Missing from the first reading.
        registration("r24-mo", "mo@example.com", "Mo", "Missing", "11-09 10:10"),
    ),
)
_S24 = Session(
    uuid="s24==", webinar_id=91000000024, **_BY_ANNA, start=at("11-15 22:00"), end=at("11-15 23:00"),
    settled_at=at("11-16 12:00"),
    connections=(
        Connection(user_id="2401", name="Anna", join=at("11-15 22:00"), leave=at("11-15 23:00"), participant_user_id="h-anna"),
        Connection(user_id="2402", name="Li", join=at("11-15 22:00"), leave=at("11-15 22:30"), registrant_id="r24-li"),
        Connection(user_id="2403", name="Mo", join=at("11-15 22:00"), leave=at("11-15 22:45"), registrant_id="r24-mo"),
    ),
)

# --- W25: at the first run its report is not there: 404, code 3001, as if never held (pitfall 8). ----

_W25 = Webinar(
    id=91000000025, uuid="w25-own-uuid==", **_ANNA, topic="Not ready", type=5, created_at=_CREATED,
    start=at("11-16 01:00"),
    registrants=(
        registration("r25-nu", "nu@example.com", "Nu", "Came", "11-09 11:00"),
        registration("r25-ox", "ox@example.com", "Ox", "Absent", "11-09 11:10"),
        # Denied when first seen, and came all the same: attended, though cancelled.
        registration("r25-qi", "qi@example.com", "Qi", "Cameanyway", "11-09 11:20", ("11-10 09:00", "denied")),
    ),
)
_S25 = Session(
    uuid="s25==", webinar_id=91000000025, **_BY_ANNA, start=at("11-16 01:00"), end=at("11-16 02:00"),
    ready_at=at("11-16 05:00"),
    connections=(
        Connection(user_id="2501", name="Nu", join=at("11-16 01:00"), leave=at("11-16 01:20"), registrant_id="r25-nu"),
        Connection(user_id="2502", name="Qi", join=at("11-16 01:00"), leave=at("11-16 01:15"), registrant_id="r25-qi"),
    ),
)

# --- W26: a report without a row, of a session that ended before its scheduled start: an empty
# report does not say that only staff came, and it lasted half the planned time: it was held. --------

_W26 = Webinar(
    id=91000000026, uuid="w26-own-uuid==", **_ANNA, topic="Empty report", type=5, created_at=_CREATED,
    start=at("11-12 21:00"),
    registrants=(registration("r26-pi", "pi@example.com", "Pi", "Absent", "11-09 12:00"),),
)
_S26 = Session(
    uuid="s26==", webinar_id=91000000026, **_BY_ANNA, start=at("11-12 20:00"), end=at("11-12 20:30"),
    connections=(),
)

# --- Rows of the history that nobody can use, of a webinar that nothing else knows. ------------------
# A row without UUID is left out: its key would depend on how the history is cut into pages.

_BROKEN = (
    Session(uuid="broken-id==", webinar_id=91000000099, **_BY_ANNA, start=at("07-01 10:00"), end=at("07-01 11:00"), connections=(), topic="Broken", raw={"meeting_id": ABSENT}),
    Session(uuid="broken-start==", webinar_id=91000000099, **_BY_ANNA, start=at("07-02 10:00"), end=at("07-02 11:00"), connections=(), topic="Broken", raw={"start_time": ABSENT}),
    Session(uuid="broken-end==", webinar_id=91000000099, **_BY_ANNA, start=at("07-03 10:00"), end=at("07-03 11:00"), connections=(), topic="Broken", raw={"end_time": "soon"}),
    Session(uuid="broken-order==", webinar_id=91000000099, **_BY_ANNA, start=at("07-04 10:00"), end=at("07-04 11:00"), connections=(), topic="Broken", raw={"end_time": "2026-07-04T09:00:00Z"}),
)

ACCOUNT = Account(
    account_id=ACCOUNT_ID,
    client_id="awkward-client",
    client_secret="awkward-secret",
    plan="business",
    users=_USERS,
    webinars=(
        *(_W01, _W02, _W03, _W04, _W05, _W06, _W07, _W08, _W09, _W10, _W11, _W12, _W13),
        *(_W14, _W15, _W16, _W17, _W18, _W19, _W20, _W21, _W22, _W23, _W24, _W25, _W26),
        *HOSTS_WEBINARS,
    ),
    sessions=(
        *(_S01, _S02, _S03, _S04, _S05A, _S05B, _S05C, _S05X, _S05P, _S06, _S07),
        *(_S08A, _S08B, _S08P, _S08C, _S09A, _S09B, _S10P, _S10, _S11, _S13, _S14),
        *(_S19, _S20, _S21A, _S21B, _S22, _S23, _S24, _S25, _S26),
        *HOSTS_SESSIONS,
        *_BROKEN,
    ),
    webinar_403_uuids=frozenset({"forbidden19=="}),
)
