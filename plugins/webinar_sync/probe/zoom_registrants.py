"""Guesses about Zoom's registrants: by date of a series, in which order, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.probe.zoom_sample import occurrences_of, settings_of
from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomNoRegistrationError, ZoomNotFoundError, ZoomResourceError
from webinar_sync.zoom.times import read_start, read_time

if TYPE_CHECKING:
    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.zoom_reader import Page
    from webinar_sync.probe.zoom_sample import ZoomSample

BY_DATE = (RegistrationType.EACH_DATE, RegistrationType.CHOSEN_DATES)
MAX_DATES = 3


def check_by_date(sample: ZoomSample) -> Finding:
    """Test guess 6: registrants of series of kinds 2 and 3 are listed by date, also of past ones.

    They are if two dates list other people, or a date fewer than all together.
    """
    series = {
        webinar_id: detail
        for webinar_id, detail in sample.details.items()
        if detail.get("type") == WebinarType.RECURRING
        and settings_of(detail).get("registration_type") in BY_DATE
        and settings_of(detail).get("approval_type") != ApprovalType.NO_REGISTRATION
    }
    if not series:
        webinars = number_of(len(sample.details), "webinar")
        return cannot_tell(f"no series with registration by date is among {webinars}")
    listed = 0
    for webinar_id, detail in series.items():
        past_dates = _past_dates(detail, sample)
        try:
            pages = [sample.read_registrants(webinar_id, date) for date in past_dates]
        except ZoomResourceError as error:
            return no(f"Zoom refuses to list registrants of past dates: {error.cause}")
        if not pages:
            continue
        listings = [_ids(page) for page in (*pages, sample.read_registrants(webinar_id))]
        listed = max(listed, *map(len, listings))
        if any(listing != listings[0] for listing in listings):
            return yes(
                f"{number_of(len(pages), 'past date')} of a series list "
                f"{', '.join(str(len(listing)) for listing in listings[:-1])} registrants, and the "
                f"whole series {len(listings[-1])}"
            )
    return cannot_tell(
        f"past dates of {len(series)} series list the same registrants as the whole ({listed})"
    )


def _past_dates(detail: dict[str, Any], sample: ZoomSample) -> list[str]:
    zone = detail.get("timezone")
    return [
        str(row["occurrence_id"])
        for row in occurrences_of(detail)
        if row.get("occurrence_id")
        and row.get("status") != "deleted"
        and (start := read_start(row.get("start_time"), zone))
        and start < sample.now
    ][-MAX_DATES:]


def _ids(page: Page) -> set[str]:
    return {str(row.get("id")) for row in page.rows}


def find_order(sample: ZoomSample) -> tuple[str, int]:
    """Return the order of registrants, and of how many: newest first, oldest first or neither.

    Empty: no webinar shows it.
    """
    longest: list[Any] = []
    for page in sample.registrant_pages.values():
        times = [read_time(row.get("create_time")) for row in page.rows]
        if len(set(times)) > 1 and None not in times and len(times) > len(longest):
            longest = times
    if not longest:
        return "", 0
    if longest == sorted(longest, reverse=True):
        return "newest first", len(longest)
    return ("oldest first" if longest == sorted(longest) else "neither way"), len(longest)


def check_order(sample: ZoomSample) -> Finding:
    """Test guess 54: the first page of registrants shows who registered last."""
    order, count = find_order(sample)
    if not order:
        return cannot_tell("no webinar has registrants of more than one moment")
    answer = yes if order == "newest first" else no
    return answer(f"{number_of(count, 'registrant')} of a webinar are listed {order}")


def check_creation(sample: ZoomSample) -> Finding:
    """Test half of guess 72: a registrant, asked for by id, says when it was made."""
    for webinar_id, page in sample.registrant_pages.items():
        for row in page.rows[:1]:
            try:
                registrant = sample.reader.read(
                    zoom.REGISTRANT, webinar_id=webinar_id, registrant_id=row.get("id")
                )
            except (ZoomNotFoundError, ZoomNoRegistrationError):
                continue
            if read_time(registrant.get("create_time")) is None:
                return no("a registrant, asked for by id, does not say when it was made")
            return cannot_tell(
                "it would have to register somebody again; that a registrant, asked for by id, "
                "says when it was made, is so"
            )
    return cannot_tell("no webinar has a registrant, and it would have to register one again")


GUESSES = (
    Guess(
        6,
        "registrants of series of registration types 2 and 3 are listed by date, also of past ones",
        check_by_date,
        "Registrations for single dates may be missing or count for all dates: report it.",
    ),
    Guess(
        54,
        "the first page of registrants shows who registered last",
        check_order,
        "Changes among more than 300 registrants with an equal total are seen by the nightly run "
        "only: keep it on, and report it.",
    ),
    Guess(
        72,
        "who is registered already is answered as who is new; by id, a registrant says since when",
        check_creation,
        "The workflow action may say REGISTERED of those who were registered before: report it.",
    ),
)
