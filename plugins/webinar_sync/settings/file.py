"""Reads a file of settings. A key that is absent is left alone; one that is there says all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

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
    a_flag,
    a_percent,
    a_webinar_id,
    an_identifier,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SYNC: dict[str, Callable[[str, object], Any]] = {
    "sync_webinars": a_flag,
    "recordings": lambda key, given: a_choice(key, given, RECORDINGS),
    "on_exclude": lambda key, given: a_choice(key, given, ON_EXCLUDE),
    "match_secondary_emails": a_flag,
    "property_cutoff": a_day,
    "contact_properties": lambda key, given: a_choice(key, given, CONTACT_PROPERTIES),
    "custom_events": a_flag,
    "difference_threshold_percent": a_percent,
}
_KEYS = (*_SYNC, "excluded_host_domains", "excluded_contact_domains", "accounts")


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """YAML's plain values, dates as text; a key that is there twice is an error.

    PyYAML's own words for an impossible date name no key, and of two keys it takes the last.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [one for one in found if one[0] != "tag:yaml.org,2002:timestamp"]
        for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(found) < len(node.value):
            raise yaml.constructor.ConstructorError(
                None, None, "a key is there twice", node.start_mark
            )
        return found


def read_file(path: Path) -> Wish:
    """Read and check a whole file, and return what it wants.

    :raises SettingsError: in words that name the key
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {type(error).__name__}.") from None
    try:
        return read_text(text)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def read_text(text: str) -> Wish:
    """Read and check a file's text, and return what it wants."""
    given = _mapping("the file", _parse(text), _KEYS)
    sync = {key: read(key, given[key]) for key, read in _SYNC.items() if key in given}
    domains = _domains(given)
    hosts: dict[str, dict[tuple[str, str], Host]] = {}
    webinars: dict[str, dict[tuple[str, int], bool]] = {}
    for name, one in _mapping("accounts", given.get("accounts", {})).items():
        account_id = an_identifier("accounts", name)
        key = f"accounts.{account_id}"
        _mapping(key, one, ("hosts", "webinars"))
        if "hosts" in one:
            hosts[account_id] = _hosts(f"{key}.hosts", account_id, one["hosts"])
        if "webinars" in one:
            webinars[account_id] = _webinars(f"{key}.webinars", account_id, one["webinars"])

    def wish(now: State) -> State:
        return State(
            sync=replace(now.sync, **sync),
            domains={**now.domains, **domains},
            hosts={
                **{key: one for key, one in now.hosts.items() if key[0] not in hosts},
                **{key: one for found in hosts.values() for key, one in found.items()},
            },
            webinars={
                **{key: one for key, one in now.webinars.items() if key[0] not in webinars},
                **{key: one for found in webinars.values() for key, one in found.items()},
            },
        )

    return wish


def _parse(text: str) -> object:
    try:
        found = yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"this is not YAML: {error.problem}{place}.") from None
    except (yaml.YAMLError, ValueError):
        raise SettingsError("this is not YAML: it holds something that cannot be read.") from None
    return {} if found is None else found


def _mapping(key: str, given: object, known: tuple[str, ...] = ()) -> dict[Any, Any]:
    """Return a mapping, and refuse keys that mean nothing, where the known ones are told."""
    if not isinstance(given, dict):
        raise SettingsError(
            f"`{key}`: this is not a mapping. Write lines of `name: value` below it, or {{}}."
        )
    for one in given if known else ():
        if one not in known:
            name = shown(one) if "@" in str(one) else f"`{one}`"
            raise SettingsError(f"`{key}`: {name} is unknown. Write one of {', '.join(known)}.")
    return given


def _domains(given: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Return the lists of domains that the file holds, by whose they are."""
    whose = ("webinars", "recordings")
    of_hosts = _mapping("excluded_host_domains", given.get("excluded_host_domains", {}), whose)
    found = {
        one: _list_of_domains(f"excluded_host_domains.{one}", of_hosts[one])
        for one in whose
        if one in of_hosts
    }
    key = "excluded_contact_domains"
    if key in given:
        found["contacts"] = _list_of_domains(key, given[key])
    return found


def _list_of_domains(key: str, given: object) -> frozenset[str]:
    if not isinstance(given, list):
        raise SettingsError(
            f"`{key}`: this is not a list. Write a line of `- example.com` for each domain, or []."
        )
    return frozenset(a_domain(key, one) for one in given)


def _hosts(key: str, account_id: str, given: object) -> dict[tuple[str, str], Host]:
    found: dict[tuple[str, str], Host] = {}
    for name, one in _mapping(key, given).items():
        host_id = an_identifier(key, name)
        below = f"{key}.{host_id}"
        said = _mapping(below, one, ("sync_new_webinars", "recordings"))
        found[account_id, host_id] = Host(
            **{word: a_flag(f"{below}.{word}", flag) for word, flag in said.items()}
        )
    return found


def _webinars(key: str, account_id: str, given: object) -> dict[tuple[str, int], bool]:
    found: dict[tuple[str, int], bool] = {}
    for name, one in _mapping(key, given).items():
        webinar_id = a_webinar_id(key, name)
        if (account_id, webinar_id) in found:
            raise SettingsError(f"`{key}`: {webinar_id} is there twice. Write it once.")
        found[account_id, webinar_id] = a_flag(f"{key}.{webinar_id}", one)
    return found
