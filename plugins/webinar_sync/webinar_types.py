"""Zoom's numbers for kinds of webinars and of registration, by name.

Source: Zoom's OpenAPI document of the webinar's detail (`type`, `settings.approval_type`,
`settings.registration_type`). In SQL they stand as numbers, with the name in a comment.
"""

from __future__ import annotations

from enum import IntEnum


class WebinarType(IntEnum):
    """What a webinar's `type` says about its dates."""

    SINGLE = 5
    NO_FIXED_TIME = 6
    """It recurs, and has no dates: the host starts it at any time."""
    RECURRING = 9
    """A series of dates, each with an occurrence_id."""


class ApprovalType(IntEnum):
    """How somebody who registers is approved."""

    AUTOMATIC = 0
    MANUAL = 1
    NO_REGISTRATION = 2
    """People join without registering."""


class RegistrationType(IntEnum):
    """What people of a series register for."""

    ALL_DATES = 1
    """Once, for all dates."""
    EACH_DATE = 2
    """For each date that they attend."""
    CHOSEN_DATES = 3
    """Once, for the dates that they choose."""
