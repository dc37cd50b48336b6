"""What a HubSpot account is like: which it is, the token's scopes, its limits, its users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.errors import WebinarSyncError
from webinar_sync.hubspot.endpoints import OWNERS, USERS
from webinar_sync.hubspot.errors import HubspotScopeError
from webinar_sync.probe.findings import Fact
from webinar_sync.probe.hubspot_reader import TOKEN_INFO
from webinar_sync.probe.refusals import explain_refusal

if TYPE_CHECKING:
    from webinar_sync.probe.hubspot_sample import HubspotSample

SCOPES_FOR = {
    "every push": (
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.schemas.contacts.read",
        "crm.schemas.contacts.write",
        "crm.objects.marketing_events.read",
        "crm.objects.marketing_events.write",
    ),
    "telling which account it is": ("oauth",),
    "the workflow action": ("automation",),
    "custom events": (
        "analytics.behavioral_events.send",
        "behavioral_events.event_definitions.read_write",
    ),
}
USER_SCOPES = frozenset({"settings.users.read", "crm.objects.owners.read"})
"""One of them lists the account's users."""


def describe_hubspot(sample: HubspotSample) -> list[Fact]:
    """Return what the account is like."""
    return [
        describe_account(sample),
        describe_scopes(sample),
        describe_limit(sample),
        describe_users(sample),
    ]


def describe_account(sample: HubspotSample) -> Fact:
    """Say which account the token is of, and whether the connection says the same."""
    name, config = "account", sample.reader.config
    try:
        portal_id = str(sample.account.get("portalId") or "")
    except WebinarSyncError as error:
        return Fact(
            name,
            f"cannot tell: {explain_refusal(error)}",
            "Give the token the scope oauth, or write portal_id into the connection's extra.",
        )
    if config.portal_id is not None and portal_id != str(config.portal_id):
        return Fact(
            name,
            f"{portal_id}, and the connection says {config.portal_id}",
            "Correct portal_id in the connection's extra, or its token.",
        )
    return Fact(name, portal_id or "cannot tell: HubSpot's answer has no portalId")


def describe_scopes(sample: HubspotSample) -> Fact:
    """Say which scopes the token lacks, by what HubSpot tells of tokens."""
    name = "scopes"
    try:
        body = sample.reader.read(TOKEN_INFO, {"tokenKey": sample.reader.config.token})
    except WebinarSyncError as error:
        return Fact(name, f"cannot tell: {explain_refusal(error)}")
    scopes = body.get("scopes")
    if not isinstance(scopes, list):
        return Fact(name, "cannot tell: HubSpot's answer about the token has no scopes")
    granted = {str(scope) for scope in scopes}
    missing = {purpose: sorted(set(needed) - granted) for purpose, needed in SCOPES_FOR.items()}
    if not granted & USER_SCOPES:
        missing["leaving users of the account out"] = sorted(USER_SCOPES)
    lacking = [f"{', '.join(needed)} (for {name})" for name, needed in missing.items() if needed]
    if not lacking:
        return Fact(name, f"{len(granted)} granted; none is missing")
    return Fact(
        name,
        f"{len(granted)} granted; missing: {'; '.join(lacking)}",
        "Add them to the key or app where you need what they are for.",
    )


def describe_limit(sample: HubspotSample) -> Fact:
    """Say how many requests in 10 seconds HubSpot's answers allow."""
    limit = sample.reader.pace.limit
    if limit is None:
        return Fact("pace", "cannot tell: HubSpot's answers name no limit")
    return Fact("pace", f"{limit} requests in 10 seconds, as HubSpot's answers say")


def describe_users(sample: HubspotSample) -> Fact:
    """Say whether the account's users can be listed, who are never created as contacts."""
    name = "users"
    for endpoint, kind in ((USERS, "users"), (OWNERS, "owners")):
        try:
            sample.reader.read_rows(endpoint, query={"limit": 1})
        except HubspotScopeError:
            continue
        except WebinarSyncError as error:
            return Fact(name, f"cannot tell: {explain_refusal(error)}")
        return Fact(name, f"the account's {kind} can be listed")
    return Fact(
        name,
        "neither users nor owners can be listed",
        "Give the token the scope settings.users.read or crm.objects.owners.read.",
    )
