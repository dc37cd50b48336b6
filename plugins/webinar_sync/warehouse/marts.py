"""Which tables of `marts` a load writes."""

from __future__ import annotations

MERGED_MARTS = (
    "marketing_events", "registrations", "participations", "attendance_connections", "recordings",
    "timeline_events", "contacts",
)  # fmt: skip
"""Those whose rows the transform computes."""
ANSWERS = ("poll_answers", "questions", "registration_answers", "registration_sources")
"""Those that are made of other marts and of what Zoom sent, by statements of their own."""
WRITTEN_MARTS = (*MERGED_MARTS, *ANSWERS)
"""The counts of a load name by these how many rows it wrote or deleted."""
