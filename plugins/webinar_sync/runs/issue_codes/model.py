"""What is said of a code of `sync.errors`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "notice"]
"""An error: somebody must act, or look. A notice: nobody must."""


@dataclass(frozen=True)
class IssueCode:
    """A code: in sentences, what is wrong, and what a host or an administrator does about it.

    `is_urgent`: a connection does nothing until somebody acts, so an alert is sent at once.
    """

    severity: Severity
    meaning: str
    remedy: str
    is_urgent: bool = False
