"""Finds out by what a person is known, and counts the rows that hold something of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

SHORTEST_NEEDLE = 5
"""Shorter ids are replaced in their own columns only: elsewhere they may mean anything."""


class UnknownContactError(InvalidInput):
    """Nobody has the contact_id."""


class HostError(InvalidInput):
    """The person hosts webinars, which are known by their hosts."""


@dataclass(frozen=True)
class Person:
    """By what a person is known: addresses in lower case, ids, names webinar by webinar."""

    addresses: list[str] = field(repr=False)
    zoom_ids: list[str] = field(repr=False)
    hubspot_ids: list[int]
    contact_ids: list[int]
    names: list[dict[str, Any]] = field(repr=False)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Person:
        """Return the person that an unfinished erasure has."""
        return cls(**values)

    def as_json(self) -> str:
        """Return the person as JSON, for PostgreSQL."""
        return json.dumps(asdict(self))

    @property
    def needles(self) -> list[str]:
        """Addresses and ids as they are looked for in all texts, the longest first."""
        ids = [zoom_id for zoom_id in self.zoom_ids if len(zoom_id) >= SHORTEST_NEEDLE]
        return sorted([*self.addresses, *ids], key=lambda needle: (-len(needle), needle))

    def identifiers(self) -> list[dict[str, str]]:
        """Return by what the person is recognised from now on, by kind."""
        values = {
            "address": self.addresses,
            "zoom_id": self.zoom_ids,
            "hubspot_id": [str(hubspot_id) for hubspot_id in self.hubspot_ids],
            "name": [
                f"{name['account_id']} {name['webinar_id']} {name['name']}" for name in self.names
            ],
        }
        return [
            {"kind": kind, "value": value, "first_value": kind_values[0]}
            for kind, kind_values in values.items()
            for value in kind_values
        ]


def find_person(transaction: Connection, contact_id: int) -> Person:
    """Find out by what the person of a contact_id is known.

    Their addresses are the contact's, and those that HubSpot's mirror says the same contact has.

    :param contact_id: of marts.contacts, or what it would be there (`marts.contact_id`)
    :raises UnknownContactError: if nobody has it
    :raises HostError: if the person hosts webinars
    """

    def select(name: str, **parameters: Any) -> list[Any]:
        return list(transaction.execute(query(f"erasure/{name}"), parameters).scalars())

    known = select("select_address_of_contact", contact_id=contact_id)
    if not known:
        raise UnknownContactError(
            f"Nobody has the contact_id {contact_id}: look it up in marts.contacts, or let "
            "`python -m webinar_sync contact-id` make it of an address."
        )
    further = select("select_further_addresses", addresses=known)
    addresses = [*known, *sorted(set(further) - set(known))]
    zoom_ids = sorted(select("select_zoom_ids", addresses=addresses))
    (hosted,) = select("select_hosted", addresses=addresses, zoom_ids=zoom_ids)
    if hosted:
        raise HostError(
            f"The contact {contact_id} hosts {hosted} webinars, or is an alternative host: what is "
            "synced is decided by hosts, so they cannot be erased. Erase people who take part."
        )
    names = transaction.execute(
        query("erasure/select_names"), {"addresses": addresses, "zoom_ids": zoom_ids}
    ).mappings()
    return Person(
        addresses=addresses,
        zoom_ids=zoom_ids,
        hubspot_ids=sorted(select("select_hubspot_ids", addresses=addresses)),
        contact_ids=sorted(select("select_contact_ids", addresses=addresses)),
        names=[dict(name) for name in names],
    )


def select_tables(transaction: Connection) -> list[Mapping[str, Any]]:
    """Return all tables of the warehouse, by the catalogue."""
    return [dict(row) for row in transaction.execute(query("erasure/select_tables")).mappings()]


def count_rows(transaction: Connection, person: Person) -> dict[str, int]:
    """Count the rows that hold an address or an id of a person, by table; tables without none."""
    counts: dict[str, int] = {
        table["table_name"]: transaction.execute(
            query("erasure/count_rows_of"),
            {"table_name": table["table_name"], "needles": person.needles},
        ).scalar_one()
        for table in select_tables(transaction)
    }
    return {name: amount for name, amount in counts.items() if amount}
