"""Whether two texts are the same value of a property: HubSpot may write it in another way. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation


def is_same_value(property_type: str, value: str, other: str) -> bool:
    """Tell whether two texts, as sent or as answered, are one value of a type of HubSpot's.

    Numbers and moments are compared as such: `7` is `7.0`, and `+00:00` is `Z`.
    """
    if value == other:
        return True
    try:
        if property_type == "number":
            return Decimal(value) == Decimal(other)
        if property_type == "datetime":
            moment, other_moment = map(datetime.fromisoformat, (value, other))
            return bool(moment.tzinfo and other_moment.tzinfo) and moment == other_moment
    except (InvalidOperation, ValueError):
        pass
    return False
