"""Checks single values that people write into the settings.

What holds an @ is never quoted in a message: it may be somebody's address.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from webinar_sync.errors import InvalidInput

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_DOMAIN = re.compile(r"[^\s@:/.,*]+(\.[^\s@:/.,*]+)+")
_WEBINAR_ID = re.compile(r"0*[1-9][0-9]{0,17}")
_IDENTIFIER = re.compile(r"[^\s@]+")


class SettingsError(InvalidInput):
    """What was asked for makes no sense; the message names the key and says what to write."""


def a_flag(key: str, given: object) -> bool:
    """Return on or off, which YAML reads as booleans."""
    if not isinstance(given, bool):
        raise SettingsError(f"`{key}`: {shown(given)} is neither on nor off. Write on or off.")
    return given


def a_choice(key: str, given: object, choices: tuple[str, ...]) -> str:
    """Return one of the words that a setting knows."""
    if not isinstance(given, str) or given not in choices:
        raise SettingsError(f"`{key}`: {shown(given)} is unknown. Write {' or '.join(choices)}.")
    return given


def a_day(key: str, given: object) -> date | None:
    """Return a day; null is none."""
    if given is None:
        return None
    try:
        found = date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise SettingsError(
            f"`{key}`: {shown(given)} is no day. Write one from {EARLIEST:%Y} on, such as "
            "2025-01-08, or null for none."
        )
    return found


def a_percent(key: str, given: object) -> Decimal:
    """Return a number from 0 to 100, of two decimals at most."""
    is_number = isinstance(given, (int, float, Decimal)) and not isinstance(given, bool)
    found = Decimal(str(given)) if is_number else Decimal(-1)
    if not (found.is_finite() and 0 <= found <= 100 and found == round(found, 2)):
        raise SettingsError(
            f"`{key}`: {shown(given)} is no percentage. Write a number from 0 to 100, such as 1 "
            "or 0.5."
        )
    return found


def a_domain(key: str, given: object) -> str:
    """Return a domain in lower case."""
    found = given.strip().lower() if isinstance(given, str) else ""
    if not _DOMAIN.fullmatch(found):
        raise SettingsError(
            f"`{key}`: {shown(given)} is no domain. Write what stands after the @ of an address, "
            "without the @, a leading dot, http:// or *, such as example.com; its subdomains are "
            "meant, too."
        )
    return found


def a_webinar_id(key: str, given: object) -> int:
    """Return a webinar's id; blanks and dashes, as Zoom shows them, do not matter."""
    is_number = isinstance(given, (int, str)) and not isinstance(given, bool)
    found = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", str(given).strip()) if is_number else ""
    if not _WEBINAR_ID.fullmatch(found):
        raise SettingsError(
            f"`{key}`: {shown(given)} is no webinar id. Write Zoom's number of 10 or 11 digits, "
            "such as 987 6543 2100."
        )
    return int(found)


def an_identifier(key: str, given: object) -> str:
    """Return the id of an account or a host, as Zoom writes it."""
    found = given.strip() if isinstance(given, str) else ""
    if not _IDENTIFIER.fullmatch(found):
        what = shown(given) if "@" in str(given) else "this"  # a name is nobody's business
        raise SettingsError(
            f"`{key}`: {what} is no id. Write Zoom's own id, not an address; in a file, "
            "an id of digits alone stands in quotes."
        )
    return found


def shown(given: object) -> str:
    """Return what was given as a message may show it: never an address."""
    if "@" in str(given):
        return "what stands there, with an @,"
    if given is None or isinstance(given, (list, dict)):
        return {type(None): "nothing", list: "a list", dict: "a mapping"}[type(given)]
    return {True: "on", False: "off"}[given] if isinstance(given, bool) else repr(given)
