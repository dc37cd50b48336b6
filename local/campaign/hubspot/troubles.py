"""Answers of HubSpot that are no good, drawn at random, for `sandbox.hubspot.faults`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from local.campaign.hubspot.facts import Fact
    from sandbox.hubspot.contacts import ContactRecord
    from sandbox.hubspot.faults import Faults

Trouble = dict[str, Any]
PENDING, NOBODY = "pending", "nobody"
"""Two more: participations are answered as pending, and never taken; a list of users is empty."""

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


def draw_troubles(dice: random.Random, paths: Sequence[str], names: Sequence[str]) -> list[Trouble]:
    """Return one to three faults for a run.

    :param paths: what an undisturbed run requests
    :param names: texts that rows are known by: addresses, record ids, event ids
    """
    return [_draw_trouble(dice, paths, names) for _ in range(dice.choice((1, 1, 2, 3)))]


@dataclass(frozen=True)
class Refusal:
    """A person whom HubSpot refuses until a moment: as a contact, or that they came."""

    address: str
    is_of_contact: bool
    until: datetime

    def __str__(self) -> str:
        """Return it as a story tells it."""
        what = "as a contact" if self.is_of_contact else "as somebody who came"
        return f"HubSpot refuses {self.address} {what} until {self.until:%d %H:%M}"

    def add_faults(self, faults: Faults, now: datetime, record: ContactRecord | None) -> None:
        """Switch on what refuses the person now.

        :param record: the person's contact, if there is one
        """
        if now >= self.until:
            return
        if self.is_of_contact:
            faults.add("refuse_rows", "/contacts/batch/", text=self.address)
        elif record is not None:
            faults.add("refuse_rows", "/attend/create", text=str(record.contact_id))


def draw_refusal(
    dice: random.Random, first_seen: Mapping[Fact, datetime], begins_at: datetime
) -> Refusal | None:
    """Return the refusal of somebody who is told to have come in the next two days, if anybody."""
    until = begins_at + timedelta(days=2)
    people = sorted(
        fact[2]
        for fact, at in first_seen.items()
        if fact[0] == "ATTENDED" and begins_at <= at < until
    )
    if not people:
        return None
    hours = dice.choice((6, 30, 30, 80))
    return Refusal(dice.choice(people), dice.random() < 0.4, begins_at + timedelta(hours=hours))


def _draw_trouble(dice: random.Random, paths: Sequence[str], names: Sequence[str]) -> Trouble:
    kind = dice.choice(tuple(_KINDS))
    options = _KINDS[kind](dice)
    is_anywhere = not paths or dice.random() < 0.3
    place = dice.choice(_PLACES) if is_anywhere else _without_ids(dice.choice(paths))
    if kind in ("refuse_rows", "unanswered_rows"):
        options |= {"text": dice.choice(names) if dice.random() < 0.8 else ""}
    return {
        "kind": kind,
        "path_contains": place,
        "times": dice.choice((1, 1, 2, 3, 6, None)),
        "after": dice.choice((0, 0, 0, 1, 2, 5)),
        **options,
    }


def _without_ids(path: str) -> str:
    """Return the end of a path that names what is done: what is before holds ids, or a version."""
    tail = re.split(r"/[^/]*[0-9][^/]*", path)[-1]
    return tail or path


def _nothing(dice: random.Random) -> Trouble:
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
    PENDING: lambda dice: {"path_contains": dice.choice(("/attend/create", "/attendance/"))},
    NOBODY: lambda dice: {"path_contains": dice.choice(("/settings/users", "/crm/owners"))},
}
