"""What merges of contacts leave of their participations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.hubspot.contacts import ContactRecord, Contacts
    from sandbox.hubspot.participations import Participation


def by_present_contact(
    contacts: Contacts, participations: Mapping[int, Participation]
) -> list[tuple[ContactRecord, Participation]]:
    """Return each contact's participation in an event; archived contacts have none.

    Guess: a merged contact's participation moves to the contact that is left, which has whatever
    state was written last; of two written at once, the merged one's.

    :param participations: by the ids with which they were written
    """
    present: dict[int, tuple[ContactRecord, Participation]] = {}
    for contact_id, participation in participations.items():
        record = contacts.part_of(contact_id)
        if record is None:
            continue
        known = present.get(record.contact_id)
        is_merged = contact_id != record.contact_id
        if known is None or _is_later(participation, known[1], is_merged=is_merged):
            present[record.contact_id] = (record, participation)
    return list(present.values())


def _is_later(participation: Participation, other: Participation, *, is_merged: bool) -> bool:
    if participation.written_at == other.written_at:
        return is_merged
    return participation.written_at > other.written_at
