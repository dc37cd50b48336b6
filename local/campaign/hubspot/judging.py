"""What may be so in HubSpot, and from when on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from local.campaign.hubspot.facts import CANCELLED, COMPLETED, CONTACT, DELETED, NO_SHOW
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from local.campaign.hubspot.acts import Hands
    from local.campaign.hubspot.facts import Fact
    from local.campaign.hubspot.troubles import Refusal

PATIENCE = timedelta(hours=48)
"""So long does an attendance that HubSpot does not take hold an event up."""
_SETTLED_BEFORE = timedelta(hours=1)
"""So much earlier than the undisturbed push completed an event could it have been completed."""
_IRREVOCABLE = frozenset({NO_SHOW, COMPLETED, CANCELLED, DELETED})
_NAMED = """
select exists (
    select 1
    from sync.errors as issue
    inner join marts.contacts as contact on contact.email = :email
    left join hubspot.sent_contacts as sent on sent.email = contact.email
    where
        issue.cleared_at is null
        and issue.severity = 'error'
        and issue.object_key like '%' || :external_id || '%'
        and issue.message
        ~ ('\\m(' || concat_ws('|', contact.contact_id, sent.contact_id) || ')\\M')
)
"""


@dataclass
class Judge:
    """Says what is wrong with what HubSpot holds anew.

    :param first_seen: what is true undisturbed, and since when
    """

    first_seen: Mapping[Fact, datetime]
    hands: Hands
    wrong: list[str]
    refusals: list[Refusal] = field(default_factory=list)
    to_be_named: list[Fact] = field(default_factory=list)

    def hear(self, fact: Fact, now: datetime) -> None:
        """Note what is wrong with a fact, if anything."""
        true_since = self._true_since(fact)
        if self.hands.is_undone(fact):
            self.wrong.append(f"{now:%d %H:%M} undoes what was done by hand: {describe(fact)}")
        elif fact[0] == NO_SHOW and true_since is None and self._was_refused(fact, now):
            self.to_be_named.append(fact)
        elif true_since is None and not (
            self.hands.is_parted(fact) or self.hands.is_read_later(fact)
        ):
            self.wrong.append(f"{now:%d %H:%M} was never true: {describe(fact)}")
        elif true_since is not None and fact[0] in _IRREVOCABLE and now < true_since:
            self.wrong.append(
                f"{now:%d %H:%M} before its time, {true_since:%d %H:%M}: {describe(fact)}"
            )

    def check_named(self, url: str) -> None:
        """Note who is a no-show because HubSpot refused them, and named in no error."""
        facts, self.to_be_named = self.to_be_named, []
        for fact in facts:
            with Warehouse(url) as warehouse, warehouse.transaction() as connection:
                parameters = {"external_id": fact[1], "email": fact[2]}
                if not connection.execute(text(_NAMED), parameters).scalar_one():
                    self.wrong.append(f"is named in no error: {describe(fact)}")

    def _true_since(self, fact: Fact) -> datetime | None:
        """Return since when a fact is true of a contact, or of whom it stands for, too."""
        kind, event, address = fact
        addresses = (address, *self.hands.others_of(address))
        moments = [self.first_seen.get((kind, event, one_of)) for one_of in addresses]
        if kind == CONTACT and address in self.hands.renamed.values():
            # The portal's own contact got another address: who has a part in an event needs one.
            moments += [since for seen, since in self.first_seen.items() if seen[2] == address]
        return min(filter(None, moments), default=None)

    def _was_refused(self, fact: Fact, now: datetime) -> bool:
        """Tell whether HubSpot refused the person for as long as an event waits."""
        completed_at = self.first_seen.get((COMPLETED, fact[1], ""))
        return (
            completed_at is not None
            and now >= completed_at + PATIENCE - _SETTLED_BEFORE
            and any(refusal.address == fact[2] for refusal in self.refusals)
        )


def describe(fact: Fact) -> str:
    """Return a fact as a sentence without grammar."""
    return " ".join(filter(None, fact))
