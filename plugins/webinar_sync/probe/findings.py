"""What a probe says: of a guess whether it holds, and of an account what it is like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from webinar_sync.errors import WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Callable

Sample = TypeVar("Sample")
"""What a guess is told by: the sample of an account of one API."""


class Answer(StrEnum):
    """Whether a guess holds."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Finding:
    """Whether a guess holds, and a sentence that says how that is known: with counts only."""

    answer: Answer
    evidence: str


@dataclass(frozen=True)
class Fact:
    """What an account is like. `advice`: what to do about it; empty: nothing."""

    name: str
    state: str
    advice: str = ""


@dataclass(frozen=True)
class Guess(Generic[Sample]):
    """A guess that an account may tell something of.

    `number`: its line in docs/guesses.md. `if_wrong`: what it means to users, and what to do.
    """

    number: int
    assumed: str
    check: Callable[[Sample], Finding]
    if_wrong: str


@dataclass(frozen=True)
class Unprobed:
    """A guess that reading cannot tell. `reason`: what it would take."""

    number: int
    assumed: str
    reason: str


class ProbeError(WebinarSyncError):
    """A probe does not send this request."""


def yes(evidence: str) -> Finding:
    """Return that a guess holds here."""
    return Finding(Answer.YES, evidence)


def no(evidence: str) -> Finding:
    """Return that a guess is wrong."""
    return Finding(Answer.NO, evidence)


def cannot_tell(reason: str) -> Finding:
    """Return that nothing shows whether a guess holds."""
    return Finding(Answer.CANNOT_TELL, reason)


def number_of(count: int, noun: str) -> str:
    """Return a count with its noun: 1 session, 2 sessions."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun}{'es' if noun.endswith('s') else 's'}"
