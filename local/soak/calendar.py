"""What is due on each simulated day, in the order of the Dags' schedules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from local.soak.account import ENROLLING_HOURS, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

Kind = Literal["hourly", "nightly", "push", "reconcile", "webhooks", "enrol"]
DAG_IDS = {
    "hourly": "sync_webinars_hourly",
    "nightly": "sync_webinars_nightly",
    "push": "push_hubspot",
    "reconcile": "reconcile_hubspot",
    "register": "register_contacts",
    "webhooks": "sync_webhooks",
}
"""Of the kinds of runs."""
TELLING_HOURS = frozenset({11, 16})
"""Zoom's webhooks come in them, after the ends of sessions."""
PUSHING_HOURS = frozenset({0, 12})
"""In them a push starts by itself; others are started by loads, which are more."""
QUIET_NIGHTS = 3
"""After the last day: who waits for something waits 48 hours at most."""


@dataclass(frozen=True, order=True)
class Step:
    """Something that is due at a moment."""

    moment: datetime
    kind: Kind


def plan_day(midnight: datetime, hours: Collection[int] = range(24)) -> list[Step]:
    """Return what is due on a day.

    :param hours: of what is not due by night, only what is due in these
    """
    steps = [
        Step(midnight + 3 * HOUR + 40 * MINUTE, "nightly"),
        Step(midnight + 5 * HOUR + 40 * MINUTE, "reconcile"),
    ]
    for hour in hours:
        at = midnight + hour * HOUR
        steps.append(Step(at + 17 * MINUTE, "hourly"))
        if hour in TELLING_HOURS:
            steps.append(Step(at + 5 * MINUTE, "webhooks"))
        if hour in ENROLLING_HOURS:
            steps.append(Step(at + 30 * MINUTE, "enrol"))
        if hour in PUSHING_HOURS:
            steps.append(Step(at + 47 * MINUTE, "push"))
    return sorted(steps)


def plan_quiet_night(midnight: datetime) -> list[Step]:
    """Return what is due on a day on which little happens and nothing is disturbed."""
    return [
        Step(midnight + 3 * HOUR + 40 * MINUTE, "nightly"),
        Step(midnight + 5 * HOUR + 40 * MINUTE, "reconcile"),
        Step(midnight + 6 * HOUR + 47 * MINUTE, "push"),
        Step(midnight + 17 * HOUR + 17 * MINUTE, "hourly"),
    ]
