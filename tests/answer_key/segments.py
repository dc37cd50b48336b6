"""Who is in which segment of the awkward account, worked out by hand from `awkward.py`.

Each filter of HubSpot's page has a select over its view, and everybody whom it yields.
"""

from __future__ import annotations

W01, W04, W05, W06, W34 = 91000000001, 91000000004, 91000000005, 91000000006, 91000000034

REGISTERED = (
    # W01, without pat, a panelist; W02; W03.
    *("ada", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "jon"),
    *("kim", "lou", "mia", "mia+promo", "nia"),
    *("vera@notrival.example.org", "wanda@rival.example.org"),
    # W05 to W11; ada of W10 is there already.
    *("sam", "tom", "uma", "vic", "wes", "xia", "yul", "zed", "yan", "zoe", "al", "be", "di"),
    # W15: cancelled or not; W16 to W19.
    *("ca", "cb", "cc", "cd", "ce", "cf", "ma", "md", "ed", "fi", "gi"),
    # W23 to W26.
    *("ja", "ke", "li", "mo", "nu", "ox", "qi", "pi"),
    # W27 to W33; W35 to W41. Of W34 none: rudi's has no occurrence.
    *("tara", "dean", "roman", "rena", "wanja", "mona", "noah", "nyla", "brad", "lana"),
    *("lara", "lukas", "lina", "lorenz", "silke", "sofie", "stella", "xaver", "xena"),
    *("elia", "emil", "enno", "esra", "spela", "timo", "zita", "ingo", "irma", "olaf", "opal"),
)
"""Whoever registered for an occurrence, whatever came of it. Without a domain: example.com."""

CROWD = tuple(f"a{number:02}@crowd.example.com" for number in range(1, 34))

SEGMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    # Al 91.67, mo 75, cat, elia, emil, enno, roman, xia below; kim's 37.51 is the mean of two.
    "average attendance": (
        "select email from marts.filter_average_attendance_percent"
        " where average_attendance_percent >= 66.67",
        (
            *(
                "al",
                "cat",
                "elia",
                "emil",
                "enno",
                "fay",
                "ingo",
                "ja",
                "lara",
                "mia",
                "mo",
                "mona",
            ),
            *("nyla", "olaf", "olga@example.org", "pov", "rae", "roman", "silke", "timo", "wanja"),
            *("xia", "yan", "zita"),
        ),
    ),
    # The action never added anybody of this account: they signed up by themselves.
    "last registered webinar": ("select email from marts.filter_last_registered_webinar", ()),
    # Ada W01 and W10, sam W05 and W10. Lou registered twice for one webinar: 1.
    "registrations": (
        "select email from marts.filter_registrations_total where registrations_total >= 2",
        ("ada", "sam"),
    ),
    # Kim W02 and W04, sam W05 (twice, but one webinar) and W10. Rae: one series.
    "attendances": (
        "select email from marts.filter_attendances_total where attendances_total >= 2",
        ("kim", "sam"),
    ),
    # Whole: who came without registering is not there.
    "marketing event: registered": (
        "select email from marts.filter_marketing_event_registered",
        REGISTERED,
    ),
    # Tom registered after the first date.
    "marketing event: registered for one date": (
        "select email from marts.filter_marketing_event_registered"
        f" where webinar_id = {W05} and occurrence_key = '1794232800000'",
        ("sam", "uma"),
    ),
    # Qi cancelled and came all the same; cd cancelled and registered again.
    "marketing event: cancelled": (
        "select email from marts.filter_marketing_event_cancelled",
        ("ca", "cb", "cc", "lorenz", "md", "qi", "uma", "zed"),
    ),
    "marketing event: cancelled, and did not come": (
        "select email from marts.filter_marketing_event_cancelled where state = 'cancelled'",
        ("ca", "cb", "cc", "lorenz", "md", "uma", "zed"),
    ),
    # 33 of the crowd, kim, olga, and carl by his private address.
    "marketing event: attended": (
        f"select email from marts.filter_marketing_event_attended where webinar_id = {W04}",
        (*CROWD, "kim", "olga@example.org", "carl.private@example.org"),
    ),
    # An hour or more in one occurrence.
    "marketing event: attendance duration": (
        "select email from marts.filter_marketing_event_attendance_duration"
        " where attended_seconds >= 3600",
        (
            *("fay", "ingo", "ja", "lara", "mia", "mona", "noah", "nyla", "olaf", "pov", "rae"),
            *("sam", "silke", "timo", "wanja", "zita", "olga@example.org"),
        ),
    ),
    # Rudi, too, who has no participation; lou once, with two registrations.
    "Zoom: registration": (
        "select email from marts.filter_zoom_registration",
        (*REGISTERED, "rudi"),
    ),
    "Zoom: registration by webinar id": (
        f"select email from marts.filter_zoom_registration where webinar_id in ({W06}, {W34})",
        ("rudi", "vic", "wes"),
    ),
    "Zoom: registration by webinar name": (
        "select email from marts.filter_zoom_registration where webinar_name = 'Series'",
        ("sam", "tom", "uma"),
    ),
    # At most a quarter: bob 25, dan 12.50, sam of W10 25 …
    "Zoom: attendance by percent": (
        "select email from marts.filter_zoom_attendance where attendance_percent <= 25",
        ("bob", "dan", "ivo", "noah", "qi", "sam", "tom", "vic"),
    ),
    # Ada's two devices count once; carl came without registering. Eve only waited.
    "Zoom: attendance by duration, id and name": (
        "select email from marts.filter_zoom_attendance"
        f" where webinar_id = {W01} and webinar_name = 'Arithmetic' and attended_seconds >= 1200",
        ("ada", "carl@brand.example.com", "cat", "fay", "hal", "jon"),
    ),
    # No recording is read unless a setting says so.
    "Zoom: recording available": ("select email from marts.filter_zoom_recording_available", ()),
    # They combine in plain SQL: registered twice, came, never stayed to the end.
    "all together": (
        "select email from marts.filter_registrations_total where registrations_total >= 2"
        " intersect select email from marts.filter_zoom_attendance"
        " except select email from marts.filter_marketing_event_attendance_duration"
        " where attendance_percent = 100",
        ("ada",),
    ),
}
