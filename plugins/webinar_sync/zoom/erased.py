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
    PanelistsReading,
    ParticipantsReading,
    Reading,
    RegistrantsReading,
    SourcesReading,
)
from webinar_sync.zoom.rows import Rows, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from webinar_sync.zoom.account_warehouse import AccountTransaction

PREFIX = "erased-"
"""An id that begins so is a digest: Zoom knows nobody by it."""
_ADDRESSES = (
    re.compile(r"[^\s\"<>(),;:\\@]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"),
)
"""What stands around an address may belong to it or not: the longest and the plainest are tried."""


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


def restore_taken_back(
    transaction: AccountTransaction, listings: Sequence[tuple[int, Rows]]
) -> None:
    """Give people who are taken back their ids again, before rows of them land beside what is left.

    :param listings: registrations or connections that are to land, with their webinars
    """
    if not listings:
        return
    concerned = transaction.execute(
        "zoom/select_webinars_of_taken_back", webinar_ids=[webinar_id for webinar_id, _ in listings]
    ).scalars()
    for webinar_id in set(concerned):
        for rows in (rows for other_id, rows in listings if other_id == webinar_id):
            transaction.execute("zoom/restore_taken_back", webinar_id=webinar_id, rows=rows.array)


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
    rows = reading.rows
    if isinstance(reading, ParticipantsReading):
        webinar_id = reading.session["webinar_id"]
        rows = _strip(transaction, rows, is_connection=True, webinar_id=webinar_id)
    elif isinstance(reading, PanelistsReading | RegistrantsReading):
        rows = _strip(transaction, rows, is_connection=False, webinar_id=reading.webinar_id)
    return replace(reading, rows=_replace_addresses(transaction, rows))


def _replace_addresses(transaction: AccountTransaction, rows: Rows) -> Rows:
    """Return rows without addresses of erased people: of contacts, in what others answered."""
    places = [place for place, text in enumerate(rows.texts) if b"@" in text]
    parsed = {place: json.loads(rows.texts[place]) for place in places}
    written = {
        address
        for row in parsed.values()
        for text in _texts_of(row)
        for pattern in _ADDRESSES
        for address in pattern.findall(text)
    }
    known = find_erased(transaction, "address", {normalise(address) for address in written})
    if not known:
        return rows
    texts = list(rows.texts)
    for place, row in parsed.items():
        texts[place] = encode(_replace_in(row, known))
    return replace(rows, texts=texts)


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from _texts_of(member)
    elif isinstance(value, str):
        yield value


def _replace_in(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replace_in(member, known) for key, member in value.items()}
    if isinstance(value, list):
        return [_replace_in(member, known) for member in value]
    if isinstance(value, str) and "@" in value:
        for address, replacement in known.items():
            pattern = rf"(?i)(?<![\w.%+-]){re.escape(address)}(?![\w+=-]|\.\w)"
            value = re.sub(pattern, replacement, value)
    return value


def _strip(
    transaction: AccountTransaction,
    rows: Rows,
    *,
    is_connection: bool,
    webinar_id: int | None = None,
) -> Rows:
    """Return rows of people, those of erased ones stripped.

    :param webinar_id: in which a name alone tells who an erased person was; None: in none
    """
    parsed: list[dict[str, Any]] = [json.loads(text) for text in rows.texts]
    names = _names_of(transaction, parsed, webinar_id)
    known = _find_known(transaction, parsed, names)
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
        new_names = {place: names[place] for place in hers if names[place] not in known.names}
        _learn_names(transaction, [(parsed[place], name) for place, name in new_names.items()])
    forgotten = {*known.names, *(names[place] for place in hers)} - {""}
    for place, row in enumerate(parsed):
        if names[place] in forgotten and not _address_of(row) and not _ids_of(row):
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


def _learn_names(
    transaction: AccountTransaction, named: Collection[tuple[dict[str, Any], str]]
) -> None:
    """Remember the names that erased people went by in a webinar that came after their erasure.

    So that neither a transcript nor a connection without an address tells them.
    """
    rows = [
        {"kind": kind, "value": value, "name_key": name}
        for row, name in named
        if name
        for kind, values in (("address", {normalise(_address_of(row))}), ("zoom_id", _ids_of(row)))
        for value in values
    ]
    if not rows:
        return
    transaction.execute("erasure/insert_learned_names", names=json.dumps(rows))
    names = [
        {"account_id": account_id, "webinar_id": int(webinar_id), "name": name}
        for account_id, webinar_id, name in (row["name_key"].split(" ", 2) for row in rows)
    ]
    for statement in ("strip_anonymous_names", "strip_speakers"):
        transaction.execute(f"erasure/{statement}", names=json.dumps(names))


def _find_known(
    transaction: AccountTransaction, rows: Sequence[dict[str, Any]], names: Sequence[str]
) -> _Known:
    addresses = {normalise(_address_of(row)) for row in rows} - {""}
    zoom_ids = {zoom_id for row in rows for zoom_id in _ids_of(row)}
    return _Known(
        find_erased(transaction, "address", addresses),
        find_erased(transaction, "zoom_id", zoom_ids),
        find_erased(transaction, "name", set(names) - {""}),
    )


def _names_of(
    transaction: AccountTransaction, rows: Sequence[dict[str, Any]], webinar_id: int | None
) -> list[str]:
    """Return by what each row's name is recognised in its webinar; empty: it has none."""
    if webinar_id is None:
        return [""] * len(rows)
    scope = f"{transaction.ids['account_id']} {webinar_id}"
    names = (str(row.get("name") or _full_name(row)).strip().lower() for row in rows)
    return [f"{scope} {name}" if name else "" for name in names]


def _full_name(row: dict[str, Any]) -> str:
    """Return a registrant's name as Zoom shows it in the webinar."""
    return " ".join(str(row[key]) for key in ("first_name", "last_name") if row.get(key))


def _address_of(row: dict[str, Any]) -> str:
    return str(row.get("email") or row.get("user_email") or "")


def _ids_of(row: dict[str, Any]) -> set[str]:
    return {str(row[key]) for key in ("id", "registrant_id", "participant_user_id") if row.get(key)}
