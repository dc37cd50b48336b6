"""The project's errors: one root, and below it the classes that decide about retries.

The text of these errors may be shown, logged and stored: it names objects by their ids, and holds
no personal data. The text of any other error may quote an address, so `safe_text` replaces it.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class WebinarSyncError(Exception):
    """The root of this project's errors. Its text is safe to show."""


class NeedsAttention(WebinarSyncError):
    """Somebody must act, as the text says; a retry changes nothing."""


class InvalidInput(NeedsAttention):
    """A form, a file or a connection makes no sense. The text names the field and what to write."""


class ConfigError(InvalidInput):
    """A connection lacks something, or says something impossible."""


class Unavailable(WebinarSyncError):
    """Zoom, HubSpot, Airflow or the warehouse does not answer for now: worth another try."""


class Busy(WebinarSyncError):
    """Another run holds what this one needs.

    :param is_brief: for a short while, and for something else: whoever waits must not skip
    """

    def __init__(self, message: str, *, is_brief: bool = False) -> None:
        super().__init__(message)
        self.is_brief = is_brief


class DeferredUntil(WebinarSyncError):
    """Nothing more can be done before `until`, so the task must not wait in a worker."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


OUR_FAULT = (
    "This is a fault of webinar-sync: report it with the lines above and below. What is done stays "
    "done, and the next try goes on from there."
)
"""What to do about an error that is not this project's."""


def safe_text(error: BaseException) -> str:
    """Return an error's own text if it is safe to show; else what kind it was, and where."""
    if isinstance(error, WebinarSyncError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"an unexpected {type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
    )


def safe_trace(error: BaseException) -> list[str]:
    """Return the places that an error came through, with no value of anything; its own is last."""
    return [
        f"  in {Path(frame.filename).name}, line {frame.lineno}, {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
