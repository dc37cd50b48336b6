"""What of a text PostgreSQL cannot hold, and how to take it out."""

from __future__ import annotations

import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """Take U+0000 and lone surrogates out of texts, wherever they are in a JSON value.

    Python joins surrogate pairs when it parses JSON, so what is left of them is lone.
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(k): storable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return value
