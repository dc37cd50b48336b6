"""What HubSpot and the settings know of the people of a made-up world."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.unit.transform.strategies.dice import GUESTS, Dice

if TYPE_CHECKING:
    from tests.unit.transform.naive import World


def add_people(dice: Dice, world: World) -> None:
    """HubSpot's contacts and users, and who asked to be forgotten."""
    everybody = [*GUESTS, "host@corp.com", "user@corp.com"]
    contacts = world["hubspot_contacts"]
    primaries = []
    for address in everybody:
        fate = dice.choose(["none"] * 4 + ["live", "live", "deleted", "both", "second"])
        if fate in ("live", "both"):
            primaries.append(address)
            contacts.append({"email": address, "primary_email": address, "is_archived": False})
        if fate in ("deleted", "both"):
            contacts.append({"email": address, "primary_email": address, "is_archived": True})
        if fate == "second":
            primary = dice.choose([*primaries, "prime@example.com"])
            if primary not in primaries:
                primaries.append(primary)
                contacts.append({"email": primary, "primary_email": primary, "is_archived": False})
            contacts.append({"email": address, "primary_email": primary, "is_archived": False})
    everybody.append("prime@example.com")
    world["hubspot_users"] += [{"email": email} for email in dice.some(everybody, 2)]
    for email in dice.some(everybody, 2):
        _erase(world, email)


def _erase(world: World, email: str) -> None:
    """Put what stands for an erased person in the place of an address, as landing does."""
    for table, column in (
        ("registrants", "email"),
        ("connections", "user_email"),
        ("users", "email"),
        ("staff", "email"),
    ):
        for row in world[table]:
            if (row[column] or "").strip().lower() == email:
                row[column] = f"{hashlib.sha256(email.encode()).hexdigest()[:32]}@erased.invalid"
