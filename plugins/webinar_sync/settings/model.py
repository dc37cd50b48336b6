"""The settings as one value: what there is to choose, and the defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

FLAGS = (
    "sync_webinars",
    "match_secondary_emails",
    "custom_events",
    "beside_native_app",
    "polls",
    "questions",
    "registration_answers",
    "registration_sources",
)
"""Those fields of `SyncSettings` that are on or off."""
CHOICES = {
    "recordings": ("none", "some", "all"),
    "on_exclude": ("keep", "withdraw"),
    "contact_properties": ("own", "native"),
}
"""Those fields of `SyncSettings` that are one of a few words, with these."""
DOMAINS = {
    "webinars": "excluded_host_domains (webinars)",
    "recordings": "excluded_host_domains (recordings)",
    "contacts": "excluded_contact_domains",
}
"""The lists of excluded domains by what they apply to, with what people call them."""


@dataclass(frozen=True)
class SyncSettings:
    """What holds for everything: the row of settings.sync, column by column."""

    sync_webinars: bool = True
    recordings: str = "none"
    on_exclude: str = "keep"
    registrations_kept_days: int = 90
    records_kept_days: int = 400
    zoom_kept_days: int | None = None
    match_secondary_emails: bool = False
    property_cutoff: date | None = None
    contact_properties: str = "own"
    custom_events: bool = False
    beside_native_app: bool = False
    difference_threshold_percent: Decimal = Decimal(1)
    push_since: date | None = None
    polls: bool = False
    questions: bool = False
    registration_answers: bool = False
    registration_sources: bool = False


@dataclass(frozen=True)
class HostSettings:
    """What holds for one host: a row of settings.hosts, column by column."""

    sync_new_webinars: bool = True
    recordings: bool = False


@dataclass(frozen=True)
class WebinarSettings:
    """What holds for one webinar: a row of settings.webinars; None: as its host's setting says."""

    is_synced: bool | None = None
    recordings: bool | None = None


@dataclass(frozen=True)
class QuestionProperty:
    """Where answers to a question are written: a row of settings.question_properties."""

    property: str
    overwrites: bool = False


@dataclass(frozen=True)
class SegmentSettings:
    """A saved segment: a row of settings.segments, column by column, but for its name."""

    sql: str
    description: str = ""
    is_kept_as_list: bool = False


@dataclass(frozen=True)
class Settings:
    """All settings.

    - sync: what holds for everything
    - domains: the excluded domains, by the keys of `DOMAINS`
    - hosts: by account_id and host_id; a host that is absent has the defaults
    - webinars: by account_id and webinar_id; one that is absent follows its host
    - question_properties: by the texts of questions
    - segments: by name
    """

    sync: SyncSettings = SyncSettings()
    domains: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: dict.fromkeys(DOMAINS, frozenset())
    )
    hosts: Mapping[tuple[str, str], HostSettings] = field(default_factory=dict)
    webinars: Mapping[tuple[str, int], WebinarSettings] = field(default_factory=dict)
    question_properties: Mapping[str, QuestionProperty] = field(default_factory=dict)
    segments: Mapping[str, SegmentSettings] = field(default_factory=dict)


Update = Callable[[Settings], Settings]
"""Returns the settings as they shall be, from the settings as they are."""
