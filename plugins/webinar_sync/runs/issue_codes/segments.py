"""The codes of what concerns saved segments."""

from __future__ import annotations

from webinar_sync.runs.issue_codes.model import IssueCode

OF_SEGMENTS = {
    "refused": IssueCode(
        "error",
        "The SQL of a saved segment is broken, or does what a segment may not do.",
        "Change the segment's SQL in the settings as the message says; the next nightly sync "
        "computes it, and `python -m webinar_sync segments preview` does at once.",
    ),
    "slow": IssueCode(
        "error",
        "A saved segment takes too long.",
        "Narrow the segment's SQL down in the settings: name webinars, join by email, and leave "
        "out what multiplies rows.",
    ),
}
"""Of issues whose object_kind is `segment`."""
