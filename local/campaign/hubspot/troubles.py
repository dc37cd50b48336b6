"""Answers of HubSpot that are no good, drawn at random, for `sandbox.hubspot.faults`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

Trouble = dict[str, Any]

_PLACES = (
    *("/batch/read", "/contacts/batch/create", "/contacts/batch/upsert", "/contacts/batch/update"),
    *("/events/upsert", "/marketing-events/2026-03/batch/update", "/complete", "/cancel"),
    *("/register/create", "/cancel/create", "/attend/create", "/attend/create", "/create"),
    *("/settings/users", "/crm/owners", "/account-info", "/properties/", "/participations/"),
    *("/marketing-events/", "/contacts/", "", ""),
)
_SCOPES = (
    *("crm.objects.contacts.write", "crm.objects.marketing_events.write"),
    *("crm.objects.marketing_events.read", "settings.users.read", "oauth"),
)


def draw_troubles(dice: random.Random, names: Sequence[str]) -> list[Trouble]:
    """Return one to three faults for a run.

    :param names: texts that rows are known by: addresses, record ids, event ids
    """
    return [_draw_trouble(dice, names) for _ in range(dice.choice((1, 1, 2, 3)))]


def draw_refusal(dice: random.Random, contact_ids: Sequence[str]) -> Trouble:
    """Return a fault by which HubSpot refuses that somebody came."""
    return {
        "kind": "refuse_rows",
        "path_contains": "/attend/create",
        "text": dice.choice(contact_ids),
    }


def _draw_trouble(dice: random.Random, names: Sequence[str]) -> Trouble:
    kind = dice.choice(tuple(_KINDS))
    options = _KINDS[kind](dice)
    if kind in ("refuse_rows", "unanswered_rows"):
        options |= {"text": dice.choice(names) if dice.random() < 0.8 else ""}
    return {
        "kind": kind,
        "path_contains": dice.choice(_PLACES),
        "times": dice.choice((1, 1, 2, 3, 6, None)),
        "after": dice.choice((0, 0, 0, 1, 2, 5)),
        **options,
    }


def _nothing(dice: random.Random) -> Trouble:  # noqa: ARG001
    return {}


_KINDS: dict[str, Callable[[random.Random], Trouble]] = {
    "status": lambda dice: {"status": dice.choice((400, 403, 404, 409, 500, 502, 503, 504))},
    "not_json": _nothing,
    "html_502": _nothing,
    "cut": _nothing,
    "drop_answer": _nothing,
    "ten_secondly_429": _nothing,
    "daily_429": _nothing,
    "locked_423": _nothing,
    "moving_477": _nothing,
    "revoked_token": _nothing,
    "missing_scope": lambda dice: {"scope": dice.choice(_SCOPES)},
    "quote_address_400": _nothing,
    "refuse_rows": _nothing,
    "unanswered_rows": _nothing,
}
