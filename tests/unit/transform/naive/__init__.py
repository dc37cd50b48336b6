"""The rules once more, in the plainest way: people in loops, attendance second by second.

Written from the rules (docs/architecture.md, docs/decisions/0003), not from the product's code, of
which it imports nothing: what both answer alike is unlikely to be a mistake of both. Every time
must be of whole seconds.
"""

from tests.unit.transform.naive.answer import answer
from tests.unit.transform.naive.rules import (
    NO_FIXED_TIME,
    RECURRING,
    SINGLE,
    Answer,
    Row,
    Rules,
    World,
)

__all__ = [
    "NO_FIXED_TIME",
    "RECURRING",
    "SINGLE",
    "Answer",
    "Row",
    "Rules",
    "World",
    "answer",
]
