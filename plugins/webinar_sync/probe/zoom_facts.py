"""What a Zoom account is like: the app's scopes, plan, add-on, history, order of registrants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.errors import WebinarSyncError
from webinar_sync.probe.findings import Fact, number_of
from webinar_sync.probe.refusals import explain_refusal
from webinar_sync.probe.zoom_registrants import find_order
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomPlanMissingError, ZoomResourceError, is_not_permitted
from webinar_sync.zoom.pacing import REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from webinar_sync.probe.zoom_sample import ZoomSample
    from webinar_sync.zoom.endpoints import Endpoint
    from webinar_sync.zoom.pacing import Plan

SCOPES_FOR: dict[str, tuple[Endpoint, ...]] = {
    "every sync": (
        zoom.USERS,
        zoom.HOST_WEBINARS,
        zoom.WEBINAR,
        zoom.HISTORY,
        zoom.UPCOMING,
        zoom.SESSION_REPORT,
        zoom.PARTICIPANTS,
        zoom.REGISTRANTS,
        zoom.REGISTRANT,
        zoom.PANELISTS,
    ),
    "accounts without the account-wide history": (zoom.HOST_REPORT, zoom.INSTANCES),
    "days on which heavy requests run low": (zoom.PAST_PARTICIPANTS,),
    "the workflow action": (zoom.QUESTIONS, zoom.REGISTER, zoom.REGISTER_BATCH),
}
PLAN_OF_DAY: dict[tuple[str, int], Plan] = {
    ("light", 6_000): "free",
    ("medium", 2_000): "free",
    ("heavy", 1_000): "free",
    ("heavy", 30_000): "pro",
    ("heavy", 60_000): "business",
}
"""Zoom's limits of a day by label (Zoom's page on rate limits)."""


def describe_zoom(sample: ZoomSample) -> list[Fact]:
    """Return what the account is like. Called last, it knows the limits that all answers named."""
    return [
        describe_scopes(sample),
        describe_addon(sample),
        describe_history(sample),
        describe_order(sample),
        describe_plan(sample),
    ]


def describe_scopes(sample: ZoomSample) -> Fact:
    """Say which scopes the app lacks, granular or classic, by Zoom's answer with the token."""
    granted = sample.reader.client.granted_scopes()
    if not granted:
        return Fact("scopes", "cannot tell: Zoom's answer with the token names none")
    missing = {
        purpose: [
            endpoint.scope
            for endpoint in endpoints
            if not granted & {endpoint.scope, _classic(endpoint.scope)}
        ]
        for purpose, endpoints in SCOPES_FOR.items()
    }
    lacking = [f"{', '.join(scopes)} (for {name})" for name, scopes in missing.items() if scopes]
    state = f"{len(granted)} granted"
    if not lacking:
        return Fact("scopes", f"{state}; none is missing")
    advice = "Add them to the app where you need what they are for."
    return Fact("scopes", f"{state}; missing: {'; '.join(lacking)}", advice)


def _classic(scope: str) -> str:
    """Return the classic scope that stands for a granular one: `webinar:read:admin`."""
    resource, action, *_ = scope.split(":")
    return f"{resource}:{action}:admin"


def describe_plan(sample: ZoomSample) -> Fact:
    """Say which plan the answers' limits are of; Zoom need not name any."""
    limits = sample.reader.client.stated_limits
    plans = {
        plan
        for (label, period), limit in limits.items()
        for plan in REQUESTS_PER_SECOND
        if period == "second" and REQUESTS_PER_SECOND[plan][label] == limit
    }
    plans |= {
        PLAN_OF_DAY[label, limit]
        for (label, period), limit in limits.items()
        if period == "day" and (label, limit) in PLAN_OF_DAY
    }
    if len(plans) != 1:
        reason = "name limits of no plan" if limits else "do not name its limits"
        return Fact("plan", f"cannot tell: Zoom's answers {reason}")
    (plan,) = plans
    connection_plan = sample.reader.connection_plan
    if plan == connection_plan:
        return Fact("plan", f"{plan}, as the connection says")
    return Fact(
        "plan",
        f"{plan}, and the connection says {connection_plan}",
        f'Set "plan": "{plan}" in the connection\'s extra.',
    )


def describe_addon(sample: ZoomSample) -> Fact:
    """Say whether webinars can be listed of some user at all."""
    name = "webinar add-on"
    try:
        users = len(sample.listings)
    except ZoomPlanMissingError:
        return Fact(
            name,
            "no: Zoom says of each user asked that the webinar plan is missing",
            "Give a host a webinar licence; nothing can be synced without one.",
        )
    except WebinarSyncError as error:
        return Fact(name, f"cannot tell: {explain_refusal(error)}")
    if not users:
        return Fact(name, "cannot tell: no licensed user is listed")
    return Fact(name, f"yes: Zoom lists the webinars of {number_of(users, 'user')}")


def describe_history(sample: ZoomSample) -> Fact:
    """Say whether the account has the account-wide history."""
    name = "account-wide history"
    refusal = sample.history_refusal
    if refusal is None:
        count = sum(len(month.page.rows) for month in sample.months)
        days = (sample.today - sample.months[-1].first).days
        return Fact(name, f"yes: {number_of(count, 'session')} in {days} days")
    if isinstance(refusal, ZoomResourceError) and is_not_permitted(refusal):
        return Fact(
            name,
            f"no: {refusal.cause}",
            "The account is read by host, which takes more heavy requests: see docs/operating.md.",
        )
    return Fact(name, f"cannot tell: {explain_refusal(refusal)}")


def describe_order(sample: ZoomSample) -> Fact:
    """Say in which order Zoom lists registrants."""
    name = "order of registrants"
    try:
        order, count = find_order(sample)
    except WebinarSyncError as error:
        return Fact(name, f"cannot tell: {explain_refusal(error)}")
    if not order:
        return Fact(name, "cannot tell: no webinar has registrants of more than one moment")
    return Fact(name, f"{order}, by {number_of(count, 'registrant')} of a webinar")
