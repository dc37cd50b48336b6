"""What people do in HubSpot by hand, and what the end should be then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from local.campaign.hubspot.account import RENAMED
from local.campaign.hubspot.ends import End
from local.campaign.hubspot.facts import ATTENDED
from local.campaign.hubspot.features import PLAIN, Features

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from local.campaign.hubspot.ends import Row
    from local.campaign.hubspot.facts import Fact
    from sandbox.hubspot.account import Account
    from sandbox.hubspot.contacts import ContactRecord
    from sandbox.hubspot.marketing_events import Event

OUR_PROPERTY = "webinar_sync_registrations_total"
BY_HAND = "By hand"


@dataclass
class Hands:
    """What was done by hand so far, by addresses.

    `gone`: deleted, or merged into another; `kept`: what contacts took over, by their address;
    `named`: names that somebody wrote; `made`: who was made; `overwritten`: whose property somebody
    overwrote; `renamed`: addresses of old by those that contacts got in their place.
    `is_mark_gone`: nothing says any more whose portal it is. `is_reading_lost`: hosts
    were excluded, so that who cancelled, or registered again, just before their webinar was deleted
    is known to nobody, and what was read later tells more: `late_listed` people, and another title.
    """

    features: Features = PLAIN
    gone: set[str] = field(default_factory=set)
    kept: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    overwritten: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    late_listed: frozenset[str] = frozenset()
    is_mark_gone: bool = False
    is_reading_lost: bool = False

    def is_read_later(self, fact: Fact) -> bool:
        """Tell whether a fact is known only because a report was read later than undisturbed."""
        return self.is_reading_lost and fact[0] == ATTENDED and fact[2] in self.late_listed

    def is_undone(self, fact: Fact) -> bool:
        """Tell whether a fact would undo what somebody did."""
        return fact[2] in self.gone

    def is_parted(self, fact: Fact) -> bool:
        """Tell whether a fact ends what was told of an address that is a contact's no more."""
        return fact[0] == "CANCELLED" and (fact[2] in self.renamed or fact[2] in self.kept)

    def is_touched(self, address: str) -> bool:
        """Tell whether something was done to a contact that is one."""
        return (
            address in self.gone
            or address in self.kept
            or address in self.overwritten
            or address in self.renamed
            or address in self.renamed.values()
        )

    def others_of(self, address: str) -> list[str]:
        """Return the addresses for which a contact stands, too."""
        if address in self.renamed:
            return [self.renamed[address]]
        return self.kept.get(address, []) if self.features.is_matching else []

    def _incomparable(self) -> set[str]:
        """Return the addresses of which nobody can say what HubSpot has of them in the end.

        What a renamed contact was told before stays with it, and what comes later is another's.
        Where secondary addresses count, who is left of two that were merged has what both did.
        """
        merged = self.kept if self.features.is_matching else ()
        late_listed = self.late_listed if self.is_reading_lost else ()
        return {*self.renamed, *self.renamed.values(), *merged, *late_listed}

    def expect(self, actual: End, true: End) -> tuple[End, End]:
        """Return what is to be alike: what there is, and what there should be.

        :param true: what there would be, had nobody done anything by hand
        """
        contacts = {
            address: {**row, **self.named.get(address, {})}
            for address, row in true.contacts.items()
            if address not in self.gone
        }
        for address, taken in self.kept.items():
            if address in contacts:
                addresses = sorted([*contacts[address]["addresses"], *taken])
                contacts[address] = {**contacts[address], "addresses": addresses}
        parts = {key: row for key, row in true.parts.items() if key[1] not in self.gone}
        if self.is_reading_lost:
            parts = {key: _as_unread(row, actual.parts.get(key)) for key, row in parts.items()}
        # What a contact did that was merged stays with the one that it was merged into.
        parts_there = {
            key: row for key, row in actual.parts.items() if key in parts or key[1] not in self.kept
        }
        known = {
            address: row
            for address, row in actual.contacts.items()
            if address in contacts or address not in self.made
        }
        # Whose custom events are those of two that were merged, nobody knows.
        others = self._incomparable() | self.gone
        uncounted = others | self.kept.keys()
        return (
            End(
                _without(known, others),
                self._titled(actual.events),
                _without_people(parts_there, others),
                _without_people(actual.customs, uncounted),
            ),
            End(
                _without(contacts, others),
                self._titled(true.events),
                _without_people(parts, others),
                _without_people(true.customs, uncounted),
            ),
        )

    def _titled(self, events: dict[str, Row]) -> dict[str, Row]:
        """Return events with their first titles, if they may have been read later."""
        if not self.is_reading_lost:
            return events
        return {
            key: {**row, "eventName": row["eventName"].removesuffix(RENAMED)}
            for key, row in events.items()
        }


def _without(contacts: dict[str, Row], others: set[str]) -> dict[str, Row]:
    return {address: row for address, row in contacts.items() if address not in others}


def _without_people(
    rows: dict[tuple[str, str], Row], others: set[str]
) -> dict[tuple[str, str], Row]:
    return {key: row for key, row in rows.items() if key[1] not in others}


def _as_unread(true: Row, actual: Row | None) -> Row:
    """Return what was known of a registration, where nobody read its cancellation or its return."""
    if actual is not None and {true["state"], actual["state"]} == {"CANCELLED", "REGISTERED"}:
        return actual
    return true


Act = tuple[str, "Callable[[], None]"]
"""What is done, in words, and how."""


def draw_act(
    dice: random.Random, account: Account, hands: Hands, to_come: Iterable[str], now: datetime
) -> Act | None:
    """Return something to do by hand; None if there is nobody to whom it could be done.

    :param to_come: addresses of people whom HubSpot may not know yet
    """
    # Ids differ from time to time: some requests go beside each other.
    contacts = sorted(account.contacts.active(), key=attrgetter("email"))
    people = [record for record in contacts if _is_ours(record, hands)]
    strangers = sorted(
        set(to_come) - {record.email for record in account.contacts.records.values()}
    )
    choices: list[Callable[[], Act]] = []
    if people:
        choices += [
            lambda: _overwrite(dice.choice(people), hands),
            lambda: _rename(dice.choice(people), hands),
            lambda: _delete(dice.choice(people), account, hands, now),
            lambda: _readdress(dice.choice(people), account, hands),
        ]
        # Who was deleted for good is known to the warehouse alone, and it forgets what it knows of
        # an account that nobody names, if a form lets it begin anew.
        if not hands.features.is_nameless:
            choices.append(lambda: _forget(dice.choice(people), account, hands))
    if len(people) > 1:
        choices += [
            lambda: _merge(dice.sample(people, 2), account, hands),
            lambda: _merge_into_new(dice.sample(people, 2), account, hands, now),
        ]
    if strangers:
        choices.append(lambda: _make(dice.choice(strangers), account, hands, now))
    if OUR_PROPERTY in account.properties.definitions:
        choices += [lambda: _wipe_mark(account, hands)]
        choices += [lambda: _delete_property(account, hands)]
    events = sorted(account.events.events.values(), key=attrgetter("external_id"))
    if events:
        choices.append(lambda: _delete_event(dice.choice(events), account))
    return dice.choice(choices)() if choices else None


def _is_ours(record: ContactRecord, hands: Hands) -> bool:
    """Tell whether we wrote a contact, and nobody did anything to it but give it a name."""
    name = hands.features.value_property
    return name in record.properties and not hands.is_touched(record.email)


def _overwrite(record: ContactRecord, hands: Hands) -> Act:
    hands.overwritten.add(record.email)
    return f"overwrite a property of {record.email}", lambda: record.properties.update(
        {hands.features.value_property: "77"}
    )


def _rename(record: ContactRecord, hands: Hands) -> Act:
    names = {"firstname": BY_HAND}
    hands.named[record.email] = {**hands.named.get(record.email, {}), **names}
    return f"name {record.email}", lambda: record.properties.update(names)


def _readdress(record: ContactRecord, account: Account, hands: Hands) -> Act:
    """Give a contact another address, as for somebody who changed employers."""
    address = f"new-{record.email}"
    hands.renamed[address] = record.email
    return f"let {record.email} be {address}", lambda: account.contacts.rename(
        record.contact_id, address
    )


def _delete(record: ContactRecord, account: Account, hands: Hands, now: datetime) -> Act:
    hands.gone |= {record.email, *record.additional}
    return f"delete {record.email}", lambda: account.contacts.archive(record.contact_id, now)


def _forget(record: ContactRecord, account: Account, hands: Hands) -> Act:
    hands.gone |= {record.email, *record.additional}
    return f"delete {record.email} for good", lambda: account.contacts.forget(record.contact_id)


def _merge(pair: Sequence[ContactRecord], account: Account, hands: Hands) -> Act:
    kept, merged = pair
    hands.gone.add(merged.email)
    hands.kept.setdefault(kept.email, []).append(merged.email)
    return f"merge {merged.email} into {kept.email}", lambda: account.contacts.merge(
        kept.contact_id, merged.contact_id
    )


def _merge_into_new(
    pair: Sequence[ContactRecord], account: Account, hands: Hands, now: datetime
) -> Act:
    """Merge two contacts as HubSpot does now: into a new record."""
    kept, merged = pair
    words, _ = _merge(pair, account, hands)

    def merge() -> None:
        account.contacts.merge_into_new(kept.contact_id, merged.contact_id, now)

    return f"{words}, as a new record", merge


def _make(address: str, account: Account, hands: Hands, now: datetime) -> Act:
    hands.named[address] = {"firstname": BY_HAND}
    hands.made.add(address)

    def make() -> None:
        if account.contacts.by_email(address) is None:
            account.contacts.add(address, now, firstname=BY_HAND)

    return f"make {address}", make


def _delete_event(event: Event, account: Account) -> Act:
    return f"delete event {event.external_id}", lambda: account.events.delete(event.object_id)


def _wipe_mark(account: Account, hands: Hands) -> Act:
    """Write a description of one's own over what says whose portal it is."""
    definitions = account.properties.definitions
    hands.is_mark_gone = True

    def wipe() -> None:
        definitions[OUR_PROPERTY] = replace(definitions[OUR_PROPERTY], description=BY_HAND)

    return f"describe {OUR_PROPERTY}", wipe


def _delete_property(account: Account, hands: Hands) -> Act:
    """Delete a property, and with it its values."""
    hands.is_mark_gone = True

    def delete() -> None:
        account.properties.definitions.pop(OUR_PROPERTY, None)
        for record in account.contacts.records.values():
            record.properties.pop(OUR_PROPERTY, None)

    return f"unmake {OUR_PROPERTY}", delete
