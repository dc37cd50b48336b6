"""The mark that a warehouse leaves in the HubSpot account that it writes to.

It stands at the end of the description of one of our properties: HubSpot's accounts have no better
place that every token of ours may write, and that outlives a warehouse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_sync.hubspot.contact_properties import (
    GROUP,
    OWN_NAMES,
    PROPERTIES,
    create_properties,
)
from webinar_sync.hubspot.endpoints import GET_PROPERTY, UPDATE_PROPERTY
from webinar_sync.hubspot.errors import HubspotBadAnswerError, HubspotRefusedError

if TYPE_CHECKING:
    from webinar_sync.hubspot.client import HubspotClient

COLUMN = "registrations_total"
CARRIER = OWN_NAMES[COLUMN]
"""The property whose description ends with the mark; it is made even where native ones are used."""
_MARK = re.compile(
    r"\[webinar-sync warehouse (?P<warehouse_id>[0-9a-f-]{36}), push (?P<pushes>\d{1,18}), "
    r"(?P<token>[0-9a-f]{8,32})\]"
)


@dataclass(frozen=True)
class Mark:
    """Which warehouse wrote to the account last.

    `pushes`: the counter. `token`: drawn anew by each push, so that two copies of one warehouse
    that count alike are told apart.
    """

    warehouse_id: str
    pushes: int
    token: str

    def __str__(self) -> str:
        return f"[webinar-sync warehouse {self.warehouse_id}, push {self.pushes}, {self.token}]"

    @classmethod
    def find(cls, description: str) -> Mark | None:
        """Return the mark in a property's description; None: there is none."""
        match = _MARK.search(description)
        if match is None:
            return None
        return cls(match["warehouse_id"], int(match["pushes"]), match["token"])


@dataclass(frozen=True)
class Carrier:
    """The property with the mark as HubSpot has it. `mark`: None where somebody removed it."""

    exists: bool
    mark: Mark | None = None


def read_carrier(client: HubspotClient) -> Carrier:
    """Read the property with the mark.

    :raises HubspotBadAnswerError: if the answer is no property: that is no missing mark
    """
    try:
        body = client.call(GET_PROPERTY, name=CARRIER).body
    except HubspotRefusedError as error:
        if error.status != 404 or not error.reason.is_given:
            raise
        return Carrier(exists=False)
    if body.get("name") != CARRIER:
        raise HubspotBadAnswerError(f"GET property: the response is not the property {CARRIER}")
    return Carrier(exists=True, mark=Mark.find(str(body.get("description") or "")))


def write_mark(client: HubspotClient, mark: Mark, *, exists: bool) -> None:
    """Write the mark, and make its property where it does not exist.

    :raises HubspotBadAnswerError: if HubSpot did not keep the mark
    """
    description = describe(mark)
    if not exists:
        create_properties(client, {COLUMN: CARRIER}, descriptions={COLUMN: description})
        kept = read_carrier(client).mark  # it may have been there all the same, with another mark
    else:
        body = client.call(UPDATE_PROPERTY, {"description": description}, name=CARRIER).body
        kept = Mark.find(str(body.get("description") or ""))
    if kept != mark:
        raise HubspotBadAnswerError(
            f"PATCH property: HubSpot did not keep the description of {CARRIER}"
        )


def describe(mark: Mark) -> str:
    """Return the whole description of the property: what it is, and the mark."""
    return (
        f"{PROPERTIES[COLUMN]['description']} Please leave the rest of this description as it is: "
        f"it says which warehouse fills the group {GROUP['label']}. {mark}"
    )
