"""Whether a property of HubSpot's contacts takes an answer, and as what value. Pure.

Source: HubSpot's guide on properties: types, field types, and how values are written.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.times import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TYPES = ("string", "phone_number", "number", "bool", "enumeration", "date", "datetime")
_LONGEST = 65_536
"""HubSpot's limit for a text."""
_YES, _NO = frozenset({"yes", "true"}), frozenset({"no", "false"})


def unfit_reason(definition: Mapping[str, Any] | None) -> str:
    """Return why no answer can be written to a property; "" if it can.

    :param definition: as HubSpot lists it; None: it does not
    """
    if definition is None:
        return "it does not exist"
    if definition.get("calculated") or (definition.get("modificationMetadata") or {}).get(
        "readOnlyValue"
    ):
        return "it cannot be written"
    if definition.get("type") not in TYPES:
        return f"answers do not fit its type ({definition.get('type')})"
    return ""


def fit_value(definition: Mapping[str, Any], answer: str) -> str | None:
    """Return an answer as the property takes it; None if it does not.

    An option is found by its label or its value, a yes or no in English alone: anything else would
    be a guess.
    """
    if definition.get("type") == "enumeration":
        return _find_option(definition, answer)
    return _FITS[str(definition.get("type"))](answer.strip())


def _find_option(definition: Mapping[str, Any], answer: str) -> str | None:
    wanted = answer.strip().casefold()
    for option in definition.get("options") or []:
        names = {str(option.get(key) or "").strip().casefold() for key in ("label", "value")}
        if wanted in names and not option.get("hidden"):
            return str(option.get("value"))
    return None


def _fit_text(answer: str) -> str | None:
    return answer if len(answer) <= _LONGEST else None


def _fit_number(answer: str) -> str | None:
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return None
    return str(number) if number.is_finite() else None


def _fit_flag(answer: str) -> str | None:
    word = answer.casefold()
    return "true" if word in _YES else "false" if word in _NO else None


def _fit_day(answer: str) -> str | None:
    try:
        return date.fromisoformat(answer).isoformat()
    except ValueError:
        return None


def _fit_moment(answer: str) -> str | None:
    try:
        moment = datetime.fromisoformat(answer)
        return format_time(moment) if moment.tzinfo else None
    except (ValueError, OverflowError):  # of the first or the last day of all, in another zone
        return None


_FITS: dict[str, Callable[[str], str | None]] = {
    "string": _fit_text,
    "phone_number": _fit_text,
    "number": _fit_number,
    "bool": _fit_flag,
    "date": _fit_day,
    "datetime": _fit_moment,
}
