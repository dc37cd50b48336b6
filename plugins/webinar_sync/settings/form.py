"""Reads what somebody asks for in the form of the Dag `change_settings`: only what is to change."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar

from webinar_sync.settings.state import (
    CONTACT_PROPERTIES,
    ON_EXCLUDE,
    RECORDINGS,
    Host,
    State,
    Wish,
)
from webinar_sync.settings.values import (
    SettingsError,
    a_choice,
    a_day,
    a_domain,
    a_webinar_id,
    an_identifier,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

LEAVE = "leave"
"""What a field says that is not to change anything."""
FLAGS = ("sync_webinars", "match_secondary_emails", "custom_events")
CHOICES = {
    "recordings": RECORDINGS,
    "on_exclude": ON_EXCLUDE,
    "contact_properties": CONTACT_PROPERTIES,
}
DOMAINS = {
    "webinars": ("exclude_webinar_host_domains", "include_webinar_host_domains"),
    "recordings": ("exclude_recording_host_domains", "include_recording_host_domains"),
    "contacts": ("exclude_contact_domains", "include_contact_domains"),
}
"""For each list of domains, the field that adds to it and the one that takes from it."""
HOSTS: dict[str, dict[str, bool]] = {
    "sync_new_webinars": {"hosts_on": True, "hosts_off": False, "hosts_default": True},
    "recordings": {"recording_hosts_on": True, "recording_hosts_off": False},
}
"""For each setting of a host, the fields of host ids and what they make of it."""
WEBINARS: dict[str, bool | None] = {
    "webinars_on": True,
    "webinars_off": False,
    "webinars_default": None,
}
FIELDS = (
    *FLAGS,
    *CHOICES,
    "property_cutoff",
    "remove_property_cutoff",
    *(name for pair in DOMAINS.values() for name in pair),
    *(name for fields in HOSTS.values() for name in fields),
    *WEBINARS,
    "account",
)


def refuse_addresses(form: Mapping[str, Any]) -> None:
    """Refuse a form that holds an address, without saying which one.

    :raises SettingsError: in words
    """
    for name, given in form.items():
        if "@" in name or "@" in str(given):
            field = name if name in FIELDS else "a field that is unknown"
            raise SettingsError(
                f"`{field}` holds an @. Airflow keeps what a form is given, for everybody to see, "
                "so no address may be in it: write domains without the @, hosts and webinars by "
                "their ids. Delete this run, and start another."
            )
    for name in form:
        if name not in FIELDS:
            raise SettingsError(f"`{name}` is unknown. The form has: {', '.join(FIELDS)}.")


def names_an_object(form: Mapping[str, Any]) -> bool:
    """Tell whether the form names hosts or webinars: these belong to an account."""
    names = (*WEBINARS, *(name for fields in HOSTS.values() for name in fields))
    return any(_entries(name, form.get(name)) for name in names)


def read_form(form: Mapping[str, Any], account_id: str) -> Wish:
    """Check a whole form, and return what it wants.

    :param account_id: of the hosts and webinars in it
    :raises SettingsError: in words that name the field
    """
    refuse_addresses(form)
    sync = _sync(form)
    domains = {whose: _named(form, pair, a_domain) for whose, pair in DOMAINS.items()}
    hosts: dict[tuple[str, str], dict[str, bool]] = {}
    for word, values in HOSTS.items():
        for name, host_ids in _named(form, values, an_identifier).items():
            for host_id in host_ids:
                hosts.setdefault((account_id, host_id), {})[word] = values[name]
    webinars = {
        (account_id, webinar_id): WEBINARS[name]
        for name, webinar_ids in _named(form, WEBINARS, a_webinar_id).items()
        for webinar_id in webinar_ids
    }

    def wish(now: State) -> State:
        wanted = dict(now.hosts)
        for key, words in hosts.items():
            wanted[key] = replace(wanted.get(key, Host()), **words)
        return State(
            sync=replace(now.sync, **sync),
            domains={
                whose: (now.domains[whose] | domains[whose][added]) - domains[whose][taken]
                for whose, (added, taken) in DOMAINS.items()
            },
            hosts=wanted,
            webinars={
                key: is_on
                for key, is_on in {**now.webinars, **webinars}.items()
                if is_on is not None
            },
        )

    return wish


def _sync(form: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FLAGS:
        if form.get(name) not in (None, LEAVE):
            found[name] = a_choice(name, form[name], ("on", "off")) == "on"
    for name, choices in CHOICES.items():
        if form.get(name) not in (None, LEAVE):
            found[name] = a_choice(name, form[name], choices)
    if form.get("property_cutoff"):
        found["property_cutoff"] = a_day("property_cutoff", form["property_cutoff"])
    if form.get("remove_property_cutoff"):
        if "property_cutoff" in found:
            raise SettingsError(
                "`property_cutoff` and `remove_property_cutoff` contradict each other. Fill in one."
            )
        found["property_cutoff"] = None
    return found


def _named(
    form: Mapping[str, Any], names: Iterable[str], read: Callable[[str, object], T]
) -> dict[str, set[T]]:
    """Return what each of these fields names; nothing may be in two of them."""
    found = {name: {read(name, one) for one in _entries(name, form.get(name))} for name in names}
    for first, second in combinations(found, 2):
        for one in found[first] & found[second]:
            raise SettingsError(
                f"{one} is in `{first}` and in `{second}`, which contradict each other. Write it "
                "in one of them."
            )
    return found


def _entries(name: str, given: object) -> list[str]:
    """Return what stands in a field of many: one on each line, or separated by commas."""
    if given is None:
        return []
    if not isinstance(given, (list, str)):
        raise SettingsError(f"`{name}`: this is not a list. Write one on each line.")
    lines = given if isinstance(given, list) else [given]
    parts = [part for line in lines for part in re.split(r"[,;\n]", str(line))]
    return [part.strip() for part in parts if part.strip()]
