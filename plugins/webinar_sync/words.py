"""An error in words that may be shown: never a value of anybody's."""

from __future__ import annotations

import traceback
from pathlib import Path


def is_own(error: BaseException) -> bool:
    """Tell an error of this project's, whose words hold no values, from a library's."""
    return type(error).__module__.startswith("webinar_sync.")


def words_for(error: BaseException) -> str:
    """Return an error's own words if they are this project's; else what it was, and where.

    A library's own words may quote an address.
    """
    if is_own(error):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"an unexpected {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    )
