"""Parses single values that people write into the settings.

A text that contains an @ is never quoted in a message: it may be somebody's address.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from webinar_sync.email import holds_address
from webinar_sync.errors import InvalidInput

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
MIN_DAYS_KEPT, MAX_DAYS_KEPT = 4, 3650
"""A workflow waits three days for what becomes of a request."""
MIN_DAYS_ZOOM_KEPT = 240
"""Zoom keeps 183 days, and for 30 nights after a webinar it is asked who registered late: of what
is older nothing new can be told."""
_DOMAIN = re.compile(r"[^\s@:/.,*]+(\.[^\s@:/.,*]+)+")
_WEBINAR_ID = re.compile(r"0*[1-9][0-9]{0,17}")
_PROPERTY = re.compile(r"[a-z][a-z0-9_]{0,99}")
_OTHERS = frozenset({"email", "firstname", "lastname", "hs_object_id", "hs_legal_basis"})
_OTHERS_BEGIN = (
    "hs_email_",
    "hs_additional_",
    "hs_merged_",
    "webinar_sync_",
    "zoom_webinar_",
)
_SEGMENT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_IDENTIFIER = re.compile(r"[^\s@]+")


class SettingsError(InvalidInput):
    """A file or a form makes no sense; the message names the key and says what to write."""


def parse_flag(key: str, value: object) -> bool:
    """Return on or off, which YAML reads as booleans."""
    if not isinstance(value, bool):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is neither on nor off. Write on or off."
        )
    return value


def parse_choice(key: str, value: object, choices: tuple[str, ...]) -> str:
    """Return one of the words that a setting knows."""
    if not isinstance(value, str) or value not in choices:
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is unknown. Write {' or '.join(choices)}."
        )
    return value


def parse_day(key: str, value: object) -> date | None:
    """Return a day; null is None."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a day. Write one from {EARLIEST:%Y} on, such as "
            "2025-01-08, or null for none."
        )
    return day


def parse_days_kept(key: str, value: object) -> int:
    """Return for how many days something is kept."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not (is_number and MIN_DAYS_KEPT <= int(str(value)) <= MAX_DAYS_KEPT):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a number of days. Write a whole one from "
            f"{MIN_DAYS_KEPT} to {MAX_DAYS_KEPT}, such as 90."
        )
    return int(str(value))


def parse_days_zoom_kept(key: str, value: object) -> int | None:
    """Return for how many days rows of the schema zoom are kept; null is None: for ever."""
    if value is None:
        return None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not (is_number and MIN_DAYS_ZOOM_KEPT <= int(str(value)) <= MAX_DAYS_KEPT):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a number of days. Write a whole one from "
            f"{MIN_DAYS_ZOOM_KEPT} to {MAX_DAYS_KEPT}, such as 730, or null for ever."
        )
    return int(str(value))


def parse_percent(key: str, value: object) -> Decimal:
    """Return a number from 0 to 100, of two decimals at most."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    percent = Decimal(str(value)) if is_number else Decimal(-1)
    if not (percent.is_finite() and 0 <= percent <= 100 and percent == round(percent, 2)):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a percentage. Write a number from 0 to 100, "
            "such as 1 or 0.5."
        )
    return percent


def parse_property(key: str, value: object) -> str:
    """Return the internal name of a property of HubSpot's contacts that answers may be written to.

    Not the address, the names, our own properties, nor those that say what a person consented to.
    """
    name = value.strip() if isinstance(value, str) else ""
    if not _PROPERTY.fullmatch(name) or name in _OTHERS or name.startswith(_OTHERS_BEGIN):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a property that answers are written to. Write "
            "the internal name of a property of your own, such as job_role."
        )
    return name


def parse_domain(key: str, value: object) -> str:
    """Return a domain in lower case."""
    domain = value.strip().lower() if isinstance(value, str) else ""
    if not _DOMAIN.fullmatch(domain):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a domain. Write the part after the @ of an "
            "address, without the @, a leading dot, http:// or *, such as example.com; its "
            "subdomains are included."
        )
    return domain


def parse_webinar_id(key: str, value: object) -> int:
    """Return a webinar's id; blanks and dashes, as Zoom shows them, do not matter."""
    is_number = isinstance(value, (int, str)) and not isinstance(value, bool)
    digits = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", str(value).strip()) if is_number else ""
    if not _WEBINAR_ID.fullmatch(digits):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a webinar id. Write Zoom's number of 10 or 11 "
            "digits, such as 987 6543 2100."
        )
    return int(digits)


def parse_identifier(key: str, value: object) -> str:
    """Return the id of an account or a host, as Zoom writes it."""
    identifier = value.strip() if isinstance(value, str) else ""
    if not _IDENTIFIER.fullmatch(identifier):
        # It may be a name, so it is not quoted.
        subject = quote_value(value) if "@" in str(value) else "this"
        raise SettingsError(
            f"`{key}`: {subject} is not an id. Write Zoom's own id, not an address; in a file, "
            "put an id of digits alone in quotes."
        )
    return identifier


def parse_segment_name(key: str, value: object) -> str:
    """Return the name of a saved segment."""
    name = value.strip() if isinstance(value, str) else ""
    if not _SEGMENT_NAME.fullmatch(name):
        raise SettingsError(
            f"`{key}`: {quote_value(value)} is not a segment's name. Write small letters, digits, "
            "- and _, at most 60, such as loyal-attendees."
        )
    return name


def parse_text(key: str, value: object, *, is_required: bool = True) -> str:
    """Return a text that names nobody; a domain, as in '%@example.com', is fine."""
    text = value.strip() if isinstance(value, str) else ""
    if not isinstance(value, str) or (is_required and not text):
        raise SettingsError(f"`{key}`: {quote_value(value)} is not a text. Write one.")
    if holds_address(text):
        raise SettingsError(
            f"`{key}`: this holds somebody's address, which would stay in the settings when that "
            "person asks to be forgotten. Write what these people have in common; a domain, as in "
            "'%@example.com', is fine."
        )
    return text


def quote_value(value: object) -> str:
    """Return a value as a message may show it: never an address."""
    if "@" in str(value):
        return "a text with an @, not shown here,"
    if value is None or isinstance(value, (list, dict)):
        return {type(None): "nothing", list: "a list", dict: "a mapping"}[type(value)]
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else repr(value)
