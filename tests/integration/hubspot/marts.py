"""Moved to `tests.builders`."""

from tests.builders import (
    ACCOUNT,
    CANCELLED,
    END,
    REGISTERED,
    START,
    add_contact,
    add_crowd,
    add_event,
    address,
)
from tests.builders import (
    add_participation as add_part,
)

__all__ = [
    "ACCOUNT",
    "CANCELLED",
    "END",
    "REGISTERED",
    "START",
    "add_contact",
    "add_crowd",
    "add_event",
    "add_part",
    "address",
]
