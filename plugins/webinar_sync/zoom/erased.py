"""Leaves people who asked to be forgotten out of what lands: of their rows, times and states stay.

Counts are made of these, and so are the rules about sessions and staff: everything that is computed
stays as true as if the rows were whole. Digests stand in place of addresses and ids.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.zoom.readings import (
    AnswersReading,
    DetailReading,
    ParticipantsReading,
    Reading,
    SourcesReading,
)
from webinar_sync.zoom.rows import Rows, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from webinar_sync.zoom.account_warehouse import AccountTransaction

PREFIX = "erased-"
"""An id that begins so is a digest: Zoom knows nobody by it."""
_ADDRESS = re.compile(r"[^\s\"<>(),;:\\]+@[^\s\"<>(),;:\\]+")


def is_erased_id(zoom_id: str) -> bool:
    """Tell whether an id is a digest that stands in the place of an erased person's."""
    return zoom_id.startswith(PREFIX)


@dataclass(frozen=True)
class _Known:
    """Which addresses, ids and names are of erased people, with what stands in their place."""

    addresses: dict[str, str]
    zoom_ids: dict[str, str]
    names: dict[str, str]


def without_erased(
    transaction: AccountTransaction, readings: Sequence[Reading]
) -> Sequence[Reading]:
    """Return readings, in any order, without the people who asked to be forgotten.

    Nobody is erased from here to the end of the transaction.
    """
    if not has_erasures(transaction):
        return readings
    # Reports last: whose ids are learned from a registration are left out of them.
    ordered = sorted(readings, key=lambda reading: isinstance(reading, ParticipantsReading))
    return [_without_erased(transaction, reading) for reading in ordered]


def without_erased_users(transaction: AccountTransaction, rows: Rows) -> Rows:
    """Return the rows of an account's users without those who asked to be forgotten."""
    return _strip(transaction, rows, is_connection=False) if has_erasures(transaction) else rows


def has_erasures(transaction: AccountTransaction) -> bool:
    """Tell whether anybody asked to be forgotten."""
    return bool(transaction.execute("zoom/has_erasures").scalar_one())


def find_erased(
    transaction: AccountTransaction, kind: str, candidates: Collection[str]
) -> dict[str, str]:
    """Return those of some values that are of erased people, and what stands in their place."""
    if not candidates:
        return {}
    rows = transaction.execute("zoom/select_erased", kind=kind, candidates=sorted(candidates))
    return {row.value: row.replacement for row in rows}


def _without_erased(transaction: AccountTransaction, reading: Reading) -> Reading:
    # The statements that land these leave out whom they are about.
    if isinstance(reading, AnswersReading | SourcesReading):
        return reading
    if isinstance(reading, DetailReading):
        return replace(reading, rows=_replace_addresses(transaction, reading.rows))
    if isinstance(reading, ParticipantsReading):
        scope = f"{transaction.ids['account_id']} {reading.session['webinar_id']}"
        rows = _strip(transaction, reading.rows, is_connection=True, scope=scope)
        return replace(reading, rows=rows)
    return replace(reading, rows=_strip(transaction, reading.rows, is_connection=False))


def _replace_addresses(transaction: AccountTransaction, rows: Rows) -> Rows:
    """Return details of webinars without the addresses of erased people, as of contacts."""
    texts = [text.decode() for text in rows.texts]
    written = {match for text in texts for match in _ADDRESS.findall(text)}
    known = find_erased(transaction, "address", {normalise(address) for address in written})
    for address in written:
        if normalise(address) in known:
            texts = [text.replace(address, known[normalise(address)]) for text in texts]
    return replace(rows, texts=[text.encode() for text in texts])


def _strip(
    transaction: AccountTransaction, rows: Rows, *, is_connection: bool, scope: str = ""
) -> Rows:
    """Return rows of people, those of erased ones stripped.

    :param scope: the account and the webinar in which a name alone tells who an erased person was
    """
    parsed: list[dict[str, Any]] = [json.loads(text) for text in rows.texts]
    known = _find_known(transaction, parsed, scope)
    texts = list(rows.texts)
    hers = [
        place
        for place, row in enumerate(parsed)
        if normalise(_address_of(row)) in known.addresses
        or not known.zoom_ids.keys().isdisjoint(_ids_of(row))
    ]
    if hers:
        stripped = transaction.execute(
            "zoom/strip_rows",
            is_connection=is_connection,
            rows=f"[{','.join(texts[place].decode() for place in hers)}]",
        ).scalars()
        for place, row in zip(hers, stripped, strict=True):
            texts[place] = encode(row)
        learned = {zoom_id for place in hers for zoom_id in _ids_of(parsed[place])}
        _strip_landed(transaction, learned - known.zoom_ids.keys())
    for place, row in enumerate(parsed):
        if _name_key(row, scope) in known.names:
            texts[place] = encode({key: value for key, value in row.items() if key != "name"})
    return replace(rows, texts=texts)


def _strip_landed(transaction: AccountTransaction, zoom_ids: Collection[str]) -> None:
    """Strip connections that landed before it was known whose ids they have.

    A report may be read before the registrants of its webinar.
    """
    known = list(find_erased(transaction, "zoom_id", zoom_ids))
    if known:
        for name in ("strip_rejected_connections", "strip_connections"):
            transaction.execute(f"erasure/{name}", zoom_ids=known, addresses=[])


def _find_known(
    transaction: AccountTransaction, rows: Sequence[dict[str, Any]], scope: str
) -> _Known:
    addresses = {normalise(_address_of(row)) for row in rows} - {""}
    zoom_ids = {zoom_id for row in rows for zoom_id in _ids_of(row)}
    names = {key for row in rows if (key := _name_key(row, scope))}
    return _Known(
        find_erased(transaction, "address", addresses),
        find_erased(transaction, "zoom_id", zoom_ids),
        find_erased(transaction, "name", names),
    )


def _address_of(row: dict[str, Any]) -> str:
    return str(row.get("email") or row.get("user_email") or "")


def _ids_of(row: dict[str, Any]) -> set[str]:
    return {str(row[key]) for key in ("id", "registrant_id", "participant_user_id") if row.get(key)}


def _name_key(row: dict[str, Any], scope: str) -> str:
    """Return by what a connection of nobody is recognised; empty: of somebody, or without name."""
    if not scope or _address_of(row) or _ids_of(row):
        return ""
    name = str(row.get("name") or "").strip().lower()
    return f"{scope} {name}" if name else ""
