"""What may be written into the forms of the Dags: Airflow refuses the rest before there is a run.

Blanks around a value, and empty lines of a list, are no nonsense: who reads the form takes them
away. What one value cannot say, as that two days make no window, the run itself refuses.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param

DAY = {"format": "date", "pattern": "^20[0-9]{2}-"}
WEBINAR_ID = r"^\s*([0-9][0-9 -]{7,13}[0-9])?\s*$"
"""Of 9 to 11 digits, with the blanks or dashes that Zoom shows."""
DOMAIN = r"^\s*([^\s@:/.,*]+(\.[^\s@:/.,*]+)+)?\s*$"
IDENTIFIER = r"^\s*[^\s@]{0,64}\s*$"
"""Of a host or a file, as Zoom writes it."""
ACCOUNT = r"^[^@]{0,100}$"
"""A brand may have blanks."""
SEGMENT = r"^\s*([a-z0-9][a-z0-9_-]{0,59})?\s*$"
CONTACT_ID = r"^\s*([0-9]{1,19})?\s*$"


def day(title: str, description: str) -> Param:
    """Make a field for a day; empty by default."""
    return Param(None, type=["null", "string"], title=title, description=description, **DAY)


def text(title: str, description: str, pattern: str) -> Param:
    """Make a field for a text; empty by default."""
    return Param(
        None, type=["null", "string"], pattern=pattern, title=title, description=description
    )


def texts(title: str, description: str, pattern: str) -> Param:
    """Make a field for texts, one on each line; empty by default."""
    return _lines(title, description, {"type": "string", "pattern": pattern})


def numbers(title: str, description: str, pattern: str) -> Param:
    """Make a field for ids that are numbers, or texts like them; one on each line."""
    as_number = {"type": "integer", "minimum": 1, "exclusiveMaximum": 2**63}
    return _lines(
        title, description, {"anyOf": [as_number, {"type": "string", "pattern": pattern}]}
    )


def _lines(title: str, description: str, items: dict[str, Any]) -> Param:
    return Param(None, type=["null", "array"], items=items, title=title, description=description)
