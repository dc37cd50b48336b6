"""Reads what the page Settings posts: of each field what it showed, and what it shall be.

Only fields of which the two differ are changed, by the parser of the Dag's form (`form.py`), and
only while the settings are still what the page showed: what somebody else changed meanwhile is
never overwritten unseen. (Lists of domains are added to and removed from, so nothing can be.)

A field is `sync_webinars` or another of the whole, `host recordings <account> <host>`,
`webinar is_synced <account> <webinar>` or `segment <name>`; what it showed is in `was <field>`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.settings.form import (
    DAY_FIELDS,
    DAYS_KEPT_FIELDS,
    DOMAIN_FIELDS,
    HOST_FIELDS,
    SEGMENT_FIELDS,
    WEBINAR_FIELDS,
    ZOOM_KEPT_FIELDS,
    parse_fields,
)
from webinar_sync.settings.model import CHOICES, FLAGS, HostSettings, WebinarSettings
from webinar_sync.settings.values import SettingsError, parse_webinar_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.settings.model import Settings, Update

SEEN = "was "
"""Before the name of a field: what the page showed of it."""
HOST, WEBINAR, SEGMENT = "host", "webinar", "segment"
ON, OFF, DEFAULT = "on", "off", "default"
SWITCH_WORDS = {True: ON, False: OFF, None: DEFAULT}
"""What the page calls the values of a switch."""
_REMOVALS = DAY_FIELDS | dict([ZOOM_KEPT_FIELDS])
"""For each setting that may be empty, the field of the form that empties it."""
_NUMBERS = (*DAYS_KEPT_FIELDS, ZOOM_KEPT_FIELDS[0])
WHOLE_FIELDS = (*FLAGS, *CHOICES, *_REMOVALS, *DAYS_KEPT_FIELDS)


def _by_word(
    fields_of_flags: Mapping[str, Mapping[str, bool | None]],
) -> dict[tuple[str, str], str]:
    """Return the field of the Dag's form for each switch of an object, and each word of it."""
    by_word: dict[tuple[str, str], str] = {}
    for flag, fields in fields_of_flags.items():
        for name, value in fields.items():
            by_word.setdefault((flag, SWITCH_WORDS[value]), name)
    return by_word


_OBJECT_FIELDS = {HOST: _by_word(HOST_FIELDS), WEBINAR: _by_word(WEBINAR_FIELDS)}
_SEGMENT_FIELDS = {SWITCH_WORDS[value]: name for name, value in SEGMENT_FIELDS.items()}


class StaleSettingsError(SettingsError):
    """Somebody changed a setting after the page was loaded on which it was to be changed."""


@dataclass(frozen=True)
class Posted:
    """What is to be changed.

    - values: what each changed field shall be
    - seen: what the page showed of each of them
    - domains: what is added to and removed from lists of domains, by the form's fields
    """

    values: Mapping[str, str]
    seen: Mapping[str, str]
    domains: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be changed."""
        return not self.values and not self.domains

    def fields(self) -> list[tuple[str, str]]:
        """Return names and values of fields that post the same again."""
        return [
            *self.values.items(),
            *((SEEN + name, value) for name, value in self.seen.items()),
            *((name, entry) for name, entries in self.domains.items() for entry in entries),
        ]

    def update(self) -> Update:
        """Return the update of the settings.

        It raises StaleSettingsError if the settings are not what the page showed any more.

        :raises SettingsError: if what was posted makes no sense; names the field
        """
        updates = [parse_fields(form, account) for account, form in self._forms().items()]

        def update(now: Settings) -> Settings:
            for name, seen in self.seen.items():
                present = present_value(now, name)
                if present not in (seen, self.values[name]):
                    raise StaleSettingsError(
                        f"`{name}`: somebody changed it meanwhile. It was {seen or 'empty'} when "
                        f"the page was loaded, and is {present or 'empty'} now. Nothing was saved."
                    )
            for change in updates:
                now = change(now)
            return now

        return update

    def _forms(self) -> dict[str, dict[str, Any]]:
        """Return the form for each account; that of no account has what holds for everything."""
        forms: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
        forms[""] |= {name: list(entries) for name, entries in self.domains.items()}
        for name, value in self.values.items():
            kind, *keys = name.split(" ")
            if kind in _OBJECT_FIELDS and len(keys) == 3:
                flag, account_id, object_id = keys
                form_field = _form_field(_OBJECT_FIELDS[kind], (flag, value))
                forms[account_id][form_field].append(object_id)
            elif kind == SEGMENT and len(keys) == 1:
                forms[""][_form_field(_SEGMENT_FIELDS, value)].append(keys[0])
            elif name in _REMOVALS and not value:
                forms[""][_REMOVALS[name]] = True
            elif name in _NUMBERS:
                is_number = value.isascii() and value.isdecimal()
                forms[""][name] = int(value) if is_number else value
            elif name in WHOLE_FIELDS:
                forms[""][name] = value
            else:
                raise SettingsError("A field of the form is unknown. Load the page again.")
        return {account: dict(form) for account, form in forms.items()}


def read_posted(posted: Sequence[tuple[str, str]]) -> Posted:
    """Read names and values of a form of the page.

    :raises SettingsError: if a field is there without what the page showed of it
    """
    domain_fields = {name for pair in DOMAIN_FIELDS.values() for name in pair}
    values: dict[str, str] = {}
    domains: dict[str, list[str]] = defaultdict(list)
    for name, value in posted:
        if name in domain_fields:
            if value.strip():
                domains[name].append(value)
        else:
            values[name] = value.strip()
    seen = {
        name.removeprefix(SEEN): value for name, value in values.items() if name.startswith(SEEN)
    }
    values = {name: value for name, value in values.items() if not name.startswith(SEEN)}
    if values.keys() - seen.keys():
        raise SettingsError("The form is not whole. Load the page again.")
    changed = {name: value for name, value in values.items() if value != seen[name]}
    return Posted(changed, {name: seen[name] for name in changed}, domains)


def present_value(now: Settings, name: str) -> str:
    """Return a setting's value as the page shows it; empty for none.

    :param name: of a field of the page
    :raises SettingsError: if the field is unknown
    """
    kind, *keys = name.split(" ")
    if kind == HOST and len(keys) == 3 and keys[0] in HOST_FIELDS:
        host = now.hosts.get((keys[1], keys[2]), HostSettings())
        return SWITCH_WORDS[getattr(host, keys[0])]
    if kind == WEBINAR and len(keys) == 3 and keys[0] in WEBINAR_FIELDS:
        webinar_id = parse_webinar_id(WEBINAR, keys[2])
        webinar = now.webinars.get((keys[1], webinar_id), WebinarSettings())
        return SWITCH_WORDS[getattr(webinar, keys[0])]
    if kind == SEGMENT and len(keys) == 1:
        segment = now.segments.get(keys[0])
        return "" if segment is None else SWITCH_WORDS[segment.is_kept_as_list]
    if name in FLAGS:
        return SWITCH_WORDS[getattr(now.sync, name)]
    if name in WHOLE_FIELDS:
        value = getattr(now.sync, name)
        return "" if value is None else str(value)
    raise SettingsError("A field of the form is unknown. Load the page again.")


def _form_field(fields: Mapping[Any, str], key: Any) -> str:
    if key not in fields:
        raise SettingsError("A value of the form is unknown. Load the page again.")
    return fields[key]
