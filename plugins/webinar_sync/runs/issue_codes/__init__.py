"""What each code of `sync.errors` means, whether somebody must act, and what to do about it."""

from __future__ import annotations

from webinar_sync.runs.issue_codes.hubspot import OF_HUBSPOT
from webinar_sync.runs.issue_codes.model import IssueCode, Severity
from webinar_sync.runs.issue_codes.segments import OF_SEGMENTS
from webinar_sync.runs.issue_codes.zoom import OF_RESOURCES, OF_ZOOM_ACCOUNTS

__all__ = [
    "OF_HUBSPOT",
    "OF_RESOURCES",
    "OF_SEGMENTS",
    "OF_ZOOM_ACCOUNTS",
    "IssueCode",
    "Severity",
    "issue_code",
    "urgent_codes",
]

_UNKNOWN = IssueCode("error", "Something is wrong.", "Report the message to webinar-sync.")


def urgent_codes() -> list[tuple[str, str]]:
    """Return the object_kind and the code of issues that somebody must hear of at once."""
    tables = {"account": OF_ZOOM_ACCOUNTS, "hubspot": OF_HUBSPOT}
    return [
        (object_kind, code)
        for object_kind, codes in tables.items()
        for code, entry in codes.items()
        if entry.is_urgent
    ]


def issue_code(object_kind: str, code: str) -> IssueCode:
    """Return what a code means of an object of a kind; one that is in no table is an error."""
    if object_kind.startswith("hubspot"):
        codes = OF_HUBSPOT
    elif object_kind == "segment":
        codes = OF_SEGMENTS
    else:
        codes = OF_ZOOM_ACCOUNTS if object_kind == "account" else OF_RESOURCES
    return codes.get(code, _UNKNOWN)
