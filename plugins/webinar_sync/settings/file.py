"""Parses a file of settings. A key that is absent is left alone; one that is there says all."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from webinar_sync.settings.model import (
    CHOICES,
    FLAGS,
    HostSettings,
    QuestionProperty,
    SegmentSettings,
    Settings,
    SyncSettings,
    Update,
    WebinarSettings,
)
from webinar_sync.settings.values import (
    SettingsError,
    parse_choice,
    parse_day,
    parse_days_kept,
    parse_days_zoom_kept,
    parse_domain,
    parse_flag,
    parse_identifier,
    parse_percent,
    parse_property,
    parse_segment_name,
    parse_text,
    parse_webinar_id,
    quote_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARSERS: dict[str, Callable[[str, object], Any]] = {
    "registrations_kept_days": parse_days_kept,
    "records_kept_days": parse_days_kept,
    "zoom_kept_days": parse_days_zoom_kept,
    **dict.fromkeys(FLAGS, parse_flag),
    **{name: partial(parse_choice, choices=choices) for name, choices in CHOICES.items()},
    "property_cutoff": parse_day,
    "push_since": parse_day,
    "difference_threshold_percent": parse_percent,
}
"""How each field of `SyncSettings` is read, by its name; called with the key and the value."""
_SYNC_KEYS = tuple(field.name for field in fields(SyncSettings))
_QUESTIONS = "question_properties"
_KEYS = (
    *_SYNC_KEYS,
    "excluded_host_domains",
    "excluded_contact_domains",
    _QUESTIONS,
    "segments",
    "accounts",
)


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """YAML's plain values, with dates as text; a key that occurs twice is an error.

    PyYAML's own message for an impossible date names no key, and of two keys it takes the last.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(
                None, None, "a key occurs twice", node.start_mark
            )
        return mapping


def read_file(path: Path) -> Update:
    """Parse a whole file, and return the update that it asks for.

    :raises SettingsError: if it makes no sense; names the key
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {type(error).__name__}.") from None
    try:
        return read_text(text)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def read_text(text: str) -> Update:
    """Parse a file's text, and return the update that it asks for.

    :raises SettingsError: if it makes no sense; names the key
    """
    document = _parse_mapping("the file", _parse_yaml(text), _KEYS)
    sync = {key: PARSERS[key](key, document[key]) for key in _SYNC_KEYS if key in document}
    domains = _parse_domains(document)
    questions = _parse_questions(document[_QUESTIONS]) if _QUESTIONS in document else None
    segments = _parse_segments(document["segments"]) if "segments" in document else None
    # By account: each part that the file has is the whole truth about that account.
    hosts: dict[str, dict[tuple[str, str], HostSettings]] = {}
    webinars: dict[str, dict[tuple[str, int], WebinarSettings]] = {}
    for name, account in _parse_mapping("accounts", document.get("accounts", {})).items():
        account_id = parse_identifier("accounts", name)
        key = f"accounts.{account_id}"
        _parse_mapping(key, account, ("hosts", "webinars"))
        if "hosts" in account:
            hosts[account_id] = _parse_hosts(f"{key}.hosts", account_id, account["hosts"])
        if "webinars" in account:
            webinars[account_id] = _parse_webinars(
                f"{key}.webinars", account_id, account["webinars"]
            )

    def update(now: Settings) -> Settings:
        new_hosts = {key: host for key, host in now.hosts.items() if key[0] not in hosts}
        for hosts_of_account in hosts.values():
            new_hosts |= hosts_of_account
        new_webinars = {key: own for key, own in now.webinars.items() if key[0] not in webinars}
        for webinars_of_account in webinars.values():
            new_webinars |= webinars_of_account
        return Settings(
            sync=replace(now.sync, **sync),
            domains={**now.domains, **domains},
            hosts=new_hosts,
            webinars=new_webinars,
            question_properties=now.question_properties if questions is None else questions,
            segments=now.segments if segments is None else segments,
        )

    return update


def _parse_yaml(text: str) -> object:
    try:
        document = yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"this is not YAML: {error.problem}{place}.") from None
    except (yaml.YAMLError, ValueError):
        raise SettingsError("this is not YAML: it holds something that cannot be read.") from None
    return {} if document is None else document


def _parse_mapping(key: str, value: object, known_keys: tuple[str, ...] = ()) -> dict[Any, Any]:
    """Return a mapping, and refuse keys that are not among the known ones, if these are given."""
    if not isinstance(value, dict):
        raise SettingsError(
            f"`{key}`: this is not a mapping. Write lines of `name: value` below it, or {{}}."
        )
    for name in value if known_keys else ():
        if name not in known_keys:
            quoted = quote_value(name) if "@" in str(name) else f"`{name}`"
            raise SettingsError(
                f"`{key}`: {quoted} is unknown. Write one of {', '.join(known_keys)}."
            )
    return value


def _parse_domains(document: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Return those lists of domains that the file has, by what they apply to."""
    key = "excluded_host_domains"
    of_hosts = _parse_mapping(key, document.get(key, {}), ("webinars", "recordings"))
    domains = {
        applies_to: _parse_list_of_domains(f"{key}.{applies_to}", of_hosts[applies_to])
        for applies_to in ("webinars", "recordings")
        if applies_to in of_hosts
    }
    key = "excluded_contact_domains"
    if key in document:
        domains["contacts"] = _parse_list_of_domains(key, document[key])
    return domains


def _parse_list_of_domains(key: str, value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise SettingsError(
            f"`{key}`: this is not a list. Write a line of `- example.com` for each domain, or []."
        )
    return frozenset(parse_domain(key, domain) for domain in value)


def _parse_questions(value: object) -> dict[str, QuestionProperty]:
    questions: dict[str, QuestionProperty] = {}
    for name, mapped in _parse_mapping(_QUESTIONS, value).items():
        question = str(name).strip()
        key = f"{_QUESTIONS}.{quote_value(question)}"
        if isinstance(mapped, str):
            questions[question] = QuestionProperty(parse_property(key, mapped))
            continue
        fields_of_it = _parse_mapping(key, mapped, ("property", "overwrites"))
        questions[question] = QuestionProperty(
            parse_property(key, fields_of_it.get("property")),
            parse_flag(f"{key}.overwrites", fields_of_it.get("overwrites", False)),
        )
    return questions


def _parse_hosts(key: str, account_id: str, value: object) -> dict[tuple[str, str], HostSettings]:
    hosts: dict[tuple[str, str], HostSettings] = {}
    for name, host in _parse_mapping(key, value).items():
        host_id = parse_identifier(key, name)
        host_key = f"{key}.{host_id}"
        flags = _parse_mapping(host_key, host, ("sync_new_webinars", "recordings"))
        hosts[account_id, host_id] = HostSettings(
            **{flag: parse_flag(f"{host_key}.{flag}", is_on) for flag, is_on in flags.items()}
        )
    return hosts


def _parse_webinars(
    key: str, account_id: str, value: object
) -> dict[tuple[str, int], WebinarSettings]:
    webinars: dict[tuple[str, int], WebinarSettings] = {}
    for name, written in _parse_mapping(key, value).items():
        webinar_id = parse_webinar_id(key, name)
        if (account_id, webinar_id) in webinars:
            raise SettingsError(f"`{key}`: {webinar_id} occurs twice. Write it once.")
        webinars[account_id, webinar_id] = _parse_webinar(f"{key}.{webinar_id}", written)
    return webinars


def _parse_webinar(key: str, value: object) -> WebinarSettings:
    """Return the settings of a webinar; on or off alone is whether it is synced."""
    if not isinstance(value, dict):
        return WebinarSettings(parse_flag(key, value))
    flags = {
        name: parse_flag(f"{key}.{name}", is_on)
        for name, is_on in _parse_mapping(key, value, ("sync", "recordings")).items()
    }
    return WebinarSettings(flags.get("sync"), flags.get("recordings"))


def _parse_segments(value: object) -> dict[str, SegmentSettings]:
    segments: dict[str, SegmentSettings] = {}
    for written_name, segment in _parse_mapping("segments", value).items():
        name = parse_segment_name("segments", written_name)
        key = f"segments.{name}"
        fields_of_segment = _parse_mapping(key, segment, ("sql", "description", "keep_as_list"))
        segments[name] = SegmentSettings(
            sql=parse_text(f"{key}.sql", fields_of_segment.get("sql")),
            description=parse_text(
                f"{key}.description", fields_of_segment.get("description", ""), is_required=False
            ),
            is_kept_as_list=parse_flag(
                f"{key}.keep_as_list", fields_of_segment.get("keep_as_list", False)
            ),
        )
    return segments
