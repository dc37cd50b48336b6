"""Our properties of contacts that somebody wrote over in HubSpot: recorded, and sent again."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import Row, as_json
from webinar_sync.hubspot.contact_properties import PROPERTIES
from webinar_sync.hubspot.property_values import is_same_value
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

OVERWRITTEN = "property"
"""The kind of such a difference in hubspot.differences."""
_CAUSE = "somebody, or another app, wrote over it in HubSpot; the next push sends it again"
_PERSONAL = frozenset({"last_registered_url"})
"""Values that must not stand anywhere else."""


def record_overwritten(
    transaction: Connection,
    contacts: Sequence[Row],
    names: Mapping[str, str],
    requested_at: datetime,
    run_id: str,
) -> int:
    """Let contacts be sent again whose properties are not as HubSpot acknowledged them.

    :param contacts: as the mirror has just read them
    :param names: of our properties, by column; empty: none was read
    :param requested_at: when they were asked for; what was acknowledged since is not compared
    :return: how many contacts
    """
    if not names or not contacts:
        return 0
    emails = [contact["email"] for contact in contacts]
    sent_rows = transaction.execute(
        query("hubspot/select_sent_to_compare"), {"emails": emails, "requested_at": requested_at}
    ).mappings()
    sent = {(row["email"], row["contact_id"]): dict(row) for row in sent_rows}
    differences, overwritten = [], []
    for contact in contacts:
        sent_row = sent.get((contact["email"], contact["contact_id"]))
        columns = overwritten_columns(sent_row, contact["properties"]) if sent_row else []
        if sent_row and columns:
            overwritten.append(contact["email"])
            differences.append(_difference(contact, sent_row, columns, names))
    if overwritten:
        transaction.execute(query("hubspot/mark_contacts_overwritten"), {"emails": overwritten})
        transaction.execute(
            query("hubspot/upsert_differences"), {"rows": as_json(differences), "run_id": run_id}
        )
    return len(overwritten)


def overwritten_columns(sent: Mapping[str, Any], properties: Mapping[str, str]) -> list[str]:
    """Return the columns whose values in HubSpot are not those that were sent.

    :param sent: a row of hubspot.sent_contacts
    :param properties: HubSpot's values by column; an empty text: none
    """
    expected = {column: "" if sent[column] is None else str(sent[column]) for column in properties}
    return [
        column
        for column, value in properties.items()
        if not is_same_value(PROPERTIES[column]["type"], expected[column], value)
    ]


def _difference(
    contact: Row, sent: Mapping[str, Any], columns: Sequence[str], names: Mapping[str, str]
) -> Row:
    return {
        "account_id": "",
        "webinar_id": 0,
        "occurrence_key": "",
        "contact_id": contact["contact_id"],
        "kind": OVERWRITTEN,
        "expected": _describe(columns, names, sent),
        "actual": _describe(columns, names, contact["properties"]),
        "likely_cause": _CAUSE,
    }


def _describe(columns: Sequence[str], names: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Return names and values of properties, without what must not stand anywhere else."""
    texts = []
    for column in columns:
        value = "" if values[column] is None else str(values[column])
        if column in _PERSONAL and value:
            value = "a link"
        elif PROPERTIES[column]["type"] == "number" and not _is_number(value):
            value = "no number" if value else ""
        texts.append(f"{names[column]} {value or 'empty'}")
    return ", ".join(texts)


def _is_number(value: str) -> bool:
    try:
        Decimal(value)
    except InvalidOperation:
        return False
    return True
