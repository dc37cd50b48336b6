"""Guesses about HubSpot's contacts and their properties: the archive, merges, values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import NOT_FOUND, reasons_by_key
from webinar_sync.hubspot.contact_properties import (
    ADDITIONAL_EMAILS,
    EMAIL,
    MERGED_CONTACT_IDS,
    NATIVE_NAMES,
)
from webinar_sync.hubspot.errors import HubspotRefusedError
from webinar_sync.hubspot.mark import CARRIER, Mark
from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.probe.hubspot_reader import LATER_VERSION
from webinar_sync.probe.hubspot_sample import MERGES, ids_in, value_of

if TYPE_CHECKING:
    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.hubspot_sample import HubspotSample

MANY_MERGED = 3
"""So many merged contacts without a secondary address are no chance."""
MANY_VALUES = 10
"""So many averages of at most 1 are no chance."""
LONG_DESCRIPTION = 400
NOBODY_ADDRESS = "nobody@webinar-sync.invalid"
NOBODY_ID = "999999999999999"
NO_MERGES = "no contact says that another one was merged into it"


def check_archive(sample: HubspotSample) -> Finding:
    """Test guess 21: the archive of contacts answers to addresses."""
    archived = sample.archived_contacts
    if not archived:
        return cannot_tell("no deleted contact with an address is in the archive")
    addresses = list(dict.fromkeys(value_of(row, EMAIL).strip().lower() for row in archived))
    contacts = f"of {number_of(len(addresses), 'address')} of deleted contacts"
    try:
        answer = sample.read_contacts(addresses, by=EMAIL, archived=True)
    except HubspotRefusedError as error:
        return no(f"HubSpot refuses to look up addresses there: {error.reason}")
    answered = {str(row.get("id")) for row in answer.get("results") or []}
    count = len(answered & {str(row.get("id")) for row in archived})
    return (yes if count else no)(f"{contacts}, the archive answers to {count}")


def check_merged_ids(sample: HubspotSample) -> Finding:
    """Test guess 30: `hs_merged_object_ids` names the contacts merged into one.

    It names those that HubSpot's record of merges has, and they lead to the contact.
    """
    merged = {str(row.get("id")): row for row in sample.merged_contacts}
    named = {key: ids_in(value_of(row, MERGED_CONTACT_IDS)) for key, row in merged.items()}
    recorded = {key: ids_in(value_of(row, MERGES)) for key, row in merged.items()}
    if not merged:
        return cannot_tell(NO_MERGES)
    unnamed = sum(len(recorded[key] - named[key]) for key in merged)
    if unnamed:
        total = number_of(sum(map(len, recorded.values())), "merge")
        return no(f"of {total} that HubSpot records, it does not name {unnamed}")
    owners = {contact_id: key for key, ids in named.items() for contact_id in ids}
    asked = sorted(owners)[:100]
    answer = sample.read_contacts(asked)
    answered = {str(row.get("id")) for row in answer.get("results") or []}
    lost = sum(owners[contact_id] not in answered for contact_id in asked)
    text = f"{number_of(len(asked), 'merged id')} named by {number_of(len(merged), 'contact')}"
    return no(f"of {text}, {lost} do not lead there") if lost else yes(f"{text} lead there")


def check_average(sample: HubspotSample) -> Finding:
    """Test guess 32: the native average attendance is from 0 to 100."""
    name = NATIVE_NAMES["average_attendance_percent"]
    if name not in sample.properties:
        return cannot_tell(f"there is no property {name}: HubSpot's own Zoom app made none")
    values = [_number(value_of(row, name)) for row in sample.search([name])]
    numbers = [value for value in values if value is not None]
    if not numbers:
        return cannot_tell(f"no contact has a value of {name}")
    text = f"{number_of(len(numbers), 'value')}, the largest {max(numbers):g}"
    if max(numbers) > 100 or min(numbers) < 0:
        return no(f"{text}, the smallest {min(numbers):g}")
    if max(numbers) > 1:
        return yes(text)
    return no(text) if len(numbers) >= MANY_VALUES else cannot_tell(f"too few: {text}")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def check_missing(sample: HubspotSample) -> Finding:
    """Test guess 76: a batch read names in its errors what does not exist, in 2026-09, too."""
    for version in dict.fromkeys((sample.reader.config.api_version, LATER_VERSION)):
        for by, key in ((EMAIL, NOBODY_ADDRESS), ("", NOBODY_ID)):
            kind = "address" if by else "id"
            try:
                answer = sample.read_contacts([key], by=by, version=version)
            except HubspotRefusedError as error:
                return no(f"{version} refuses an unknown {kind}: {error.reason}")
            reason = reasons_by_key(answer, "ids", "id").get(key)
            if reason is None or reason.category != NOT_FOUND:
                return no(f"{version} does not name an unknown {kind} in its errors")
    return yes(f"an unknown address and an unknown id are named, in {LATER_VERSION}, too")


def check_merged_addresses(sample: HubspotSample) -> Finding:
    """Test guess 77: a merged contact leaves its address as a secondary one."""
    merged = sample.merged_contacts
    if not merged:
        return cannot_tell(NO_MERGES)
    count = sum(bool(value_of(row, ADDITIONAL_EMAILS)) for row in merged)
    text = f"of {number_of(len(merged), 'contact')} that others were merged into, {count} have "
    text += "secondary addresses"
    if count:
        return yes(text)
    return no(text) if len(merged) >= MANY_MERGED else cannot_tell(text)


def check_description(sample: HubspotSample) -> Finding:
    """Test guess 82: a property's description keeps some 400 characters."""
    own = str(sample.properties.get(CARRIER, {}).get("description") or "")
    if "[webinar-sync warehouse" in own and Mark.find(own) is None:
        return no(f"the description of {CARRIER} ends after {len(own)} characters, in its mark")
    if Mark.find(own):
        return yes(f"the description of {CARRIER} has {len(own)} characters, and its whole mark")
    lengths = [len(str(row.get("description") or "")) for row in sample.properties.values()]
    longest = max(lengths, default=0)
    if longest >= LONG_DESCRIPTION:
        return yes(f"a property has a description of {longest} characters")
    return cannot_tell(f"no push left its mark yet, and no description is longer than {longest}")


GUESSES = (
    Guess(
        21,
        "the archive of contacts answers to addresses",
        check_archive,
        "Who was deleted in HubSpot before the first push is created again: exclude them by "
        "domain, or do not push old events, and report it.",
    ),
    Guess(
        30,
        "`hs_merged_object_ids` names the contacts merged into one",
        check_merged_ids,
        "Nothing is to be set: merged contacts take a request each. Report it.",
    ),
    Guess(
        32,
        "the native average attendance is from 0 to 100",
        check_average,
        "Keep the setting contact_properties at own, and report it.",
    ),
    Guess(
        76,
        "a batch read names in its errors what does not exist, in 2026-09, too",
        check_missing,
        "The mirror stops where HubSpot says nothing of an address: keep api_version at 2026-03 if "
        "that is what answers well, and report it.",
    ),
    Guess(
        77,
        "a merged contact leaves its address as a secondary one",
        check_merged_addresses,
        "Merges are noticed by the nightly reconciliation only: keep reconcile_hubspot on, and "
        "report it.",
    ),
    Guess(
        82,
        "a property's description keeps some 400 characters as they were written",
        check_description,
        "Pushes stop with the property's name, because their mark is lost: report it.",
    ),
)
