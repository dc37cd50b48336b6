"""Parses the form of the Dag `change_settings`, which holds only what is to change.

The page Settings makes such forms of what it posts: `posted.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar

from webinar_sync.settings.model import (
    CHOICES,
    FLAGS,
    HostSettings,
    SegmentSettings,
    Settings,
    Update,
)
from webinar_sync.settings.values import (
    SettingsError,
    parse_choice,
    parse_day,
    parse_days_kept,
    parse_domain,
    parse_identifier,
    parse_segment_name,
    parse_webinar_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

LEAVE = "leave"
"""The value of a field that is to change nothing."""
DOMAIN_FIELDS = {
    "webinars": ("exclude_webinar_host_domains", "include_webinar_host_domains"),
    "recordings": ("exclude_recording_host_domains", "include_recording_host_domains"),
    "contacts": ("exclude_contact_domains", "include_contact_domains"),
}
"""For each list of excluded domains, the field that adds to it and the one that removes from it."""
HOST_FIELDS: dict[str, dict[str, bool]] = {
    "sync_new_webinars": {"hosts_on": True, "hosts_off": False, "hosts_default": True},
    "recordings": {"recording_hosts_on": True, "recording_hosts_off": False},
}
"""For each setting of a host, the fields of host ids, and the value that they set."""
WEBINAR_FIELDS: dict[str, bool | None] = {
    "webinars_on": True,
    "webinars_off": False,
    "webinars_default": None,
}
"""The fields of webinar ids, and the value that they set; None: none of their own."""
DAY_FIELDS = {
    "property_cutoff": "remove_property_cutoff",
    "push_since": "remove_push_since",
}
"""For each setting that is a day, the field that brings its default back."""
DAYS_KEPT_FIELDS = ("registrations_kept_days", "records_kept_days")
"""The settings that say for how many days something is kept."""
SEGMENT_FIELDS = {"segments_to_lists": True, "segments_not_to_lists": False}
"""The fields of names of saved segments, and whether they are then kept as lists in HubSpot."""
_OBJECT_FIELDS = (*(name for names in HOST_FIELDS.values() for name in names), *WEBINAR_FIELDS)
FIELDS = (
    *FLAGS,
    *CHOICES,
    *(name for pair in DAY_FIELDS.items() for name in pair),
    *DAYS_KEPT_FIELDS,
    *(name for pair in DOMAIN_FIELDS.values() for name in pair),
    *SEGMENT_FIELDS,
    *_OBJECT_FIELDS,
    "account",
)


def check_fields(form: Mapping[str, Any]) -> None:
    """Refuse a form that holds an address, without repeating it, or a field that is unknown.

    :raises SettingsError: names the field, if it is a known one
    """
    for name, value in form.items():
        if "@" in name or "@" in str(value):
            field = f"`{name}`" if name in FIELDS else "A field that is unknown"
            raise SettingsError(
                f"{field} contains an @. Airflow keeps the values of a form where everybody can "
                "see them, so a form must hold no address: write domains without the @, and hosts "
                "and webinars by their ids. Delete this run, and start another."
            )
    for name in form:
        if name not in FIELDS:
            raise SettingsError(f"`{name}` is unknown. The form has: {', '.join(FIELDS)}.")


def has_hosts_or_webinars(form: Mapping[str, Any]) -> bool:
    """Tell whether the form names hosts or webinars, which belong to an account."""
    return any(_split_entries(name, form.get(name)) for name in _OBJECT_FIELDS)


def read_form(form: Mapping[str, Any], account_id: str) -> Update:
    """Parse a whole form of the Dag, and return the update that it asks for.

    :param account_id: the account of the hosts and webinars in the form
    :raises SettingsError: if it makes no sense, or holds an address; names the field
    """
    check_fields(form)
    return parse_fields(form, account_id)


def parse_fields(form: Mapping[str, Any], account_id: str) -> Update:
    """Parse the fields of a form, and return the update that they ask for.

    :param account_id: the account of the hosts and webinars in the form
    :raises SettingsError: if it makes no sense; names the field, and never quotes an address
    """
    sync = _parse_sync(form)
    domains = {
        applies_to: _parse_entries(form, names, parse_domain)
        for applies_to, names in DOMAIN_FIELDS.items()
    }
    hosts = _parse_hosts(form, account_id)
    webinars = {
        (account_id, webinar_id): WEBINAR_FIELDS[name]
        for name, webinar_ids in _parse_entries(form, WEBINAR_FIELDS, parse_webinar_id).items()
        for webinar_id in webinar_ids
    }
    lists = {
        name: SEGMENT_FIELDS[field]
        for field, names in _parse_entries(form, SEGMENT_FIELDS, parse_segment_name).items()
        for name in names
    }

    def update(now: Settings) -> Settings:
        new_hosts = dict(now.hosts)
        for key, flags in hosts.items():
            new_hosts[key] = replace(new_hosts.get(key, HostSettings()), **flags)
        new_webinars = {**now.webinars, **webinars}
        return Settings(
            sync=replace(now.sync, **sync),
            domains={
                applies_to: (now.domains[applies_to] | domains[applies_to][excluded])
                - domains[applies_to][included]
                for applies_to, (excluded, included) in DOMAIN_FIELDS.items()
            },
            hosts=new_hosts,
            webinars={key: is_on for key, is_on in new_webinars.items() if is_on is not None},
            question_properties=now.question_properties,
            segments=_with_lists(now.segments, lists),
        )

    return update


def _parse_sync(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of `SyncSettings` that the form changes, with their values."""
    values: dict[str, Any] = {}
    for name in FLAGS:
        if form.get(name) not in (None, LEAVE):
            values[name] = parse_choice(name, form[name], ("on", "off")) == "on"
    for name, choices in CHOICES.items():
        if form.get(name) not in (None, LEAVE):
            values[name] = parse_choice(name, form[name], choices)
    for name, removal in DAY_FIELDS.items():
        if form.get(name):
            values[name] = parse_day(name, form[name])
        if form.get(removal):
            if name in values:
                raise SettingsError(f"`{name}` and `{removal}` contradict each other. Fill in one.")
            values[name] = None
    for name in DAYS_KEPT_FIELDS:
        if form.get(name) is not None:
            values[name] = parse_days_kept(name, form[name])
    return values


def _parse_hosts(
    form: Mapping[str, Any], account_id: str
) -> dict[tuple[str, str], dict[str, bool]]:
    """Return the flags of each host that the form changes."""
    hosts: dict[tuple[str, str], dict[str, bool]] = {}
    for flag, fields in HOST_FIELDS.items():
        for name, host_ids in _parse_entries(form, fields, parse_identifier).items():
            for host_id in host_ids:
                hosts.setdefault((account_id, host_id), {})[flag] = fields[name]
    return hosts


def _with_lists(
    segments: Mapping[str, SegmentSettings], lists: Mapping[str, bool]
) -> dict[str, SegmentSettings]:
    """Return the segments, some of them kept as lists, or not kept as lists, from now on.

    :raises SettingsError: if a segment is not there
    """
    unknown = sorted(lists.keys() - segments.keys())
    if unknown:
        raise SettingsError(
            f"There is no segment {unknown[0]}. A form only says which saved segments are kept as "
            "lists: save it by a file of settings or by SQL first."
        )
    return {
        name: replace(segment, is_kept_as_list=lists.get(name, segment.is_kept_as_list))
        for name, segment in segments.items()
    }


def _parse_entries(
    form: Mapping[str, Any], names: Iterable[str], parse: Callable[[str, object], T]
) -> dict[str, set[T]]:
    """Return the entries of each of these fields; no entry may be in two of them."""
    entries = {
        name: {parse(name, text) for text in _split_entries(name, form.get(name))} for name in names
    }
    for first, second in combinations(entries, 2):
        for entry in entries[first] & entries[second]:
            raise SettingsError(
                f"{entry} is in `{first}` and in `{second}`, which contradict each other. Write it "
                "in only one of them."
            )
    return entries


def _split_entries(name: str, value: object) -> list[str]:
    """Return the entries of a field that holds many: one on each line, or separated by commas."""
    if value is None:
        return []
    if not isinstance(value, (list, str)):
        raise SettingsError(f"`{name}`: this is not a list. Write one entry on each line.")
    lines = value if isinstance(value, list) else [value]
    parts = [part for line in lines for part in re.split(r"[,;\n]", str(line))]
    return [part.strip() for part in parts if part.strip()]
