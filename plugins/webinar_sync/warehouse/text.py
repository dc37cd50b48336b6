"""Texts and JSON values that PostgreSQL can store."""

from __future__ import annotations

import math
import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """Return a JSON value without U+0000 and lone surrogates in any text of it, keys included.

    PostgreSQL refuses both, and NaN and Infinity, which become null; Python's parser lets them in.
    It joins surrogate pairs, so any surrogate that is left is a lone one.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [storable(element) for element in value]
    return value
