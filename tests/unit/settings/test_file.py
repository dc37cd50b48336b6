"""Files of settings, parsed: the update that they ask for, or why they are refused."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from webinar_sync.settings.apply import DEFAULT_FILE
from webinar_sync.settings.file import PARSERS, read_text
from webinar_sync.settings.model import (
    HostSettings,
    QuestionProperty,
    SegmentSettings,
    Settings,
    SyncSettings,
    WebinarSettings,
)
from webinar_sync.settings.values import SettingsError

WHOLE = """
sync_webinars: off
recordings: some
on_exclude: withdraw
registrations_kept_days: 30
records_kept_days: 100
zoom_kept_days: 500
match_secondary_emails: on
property_cutoff: 2025-01-08
contact_properties: native
custom_events: on
beside_native_app: on
polls: on
questions: on
registration_answers: on
registration_sources: on
difference_threshold_percent: 2.5
push_since: 2026-11-01
excluded_host_domains:
  webinars: [agency.example, Other.Example]
  recordings: [silent.example]
excluded_contact_domains: [rival.example]
question_properties:
  Your role?: job_role
  Size?: {property: company_size, overwrites: on}
segments:
  loyal-attendees:
    description: Came three times
    sql: |
      select email from marts.filter_attendances_total where attendances_total >= 3
    keep_as_list: on
  rivals:
    sql: select email from marts.contacts where email like '%@rival.example'
accounts:
  acc:
    hosts:
      h1: {sync_new_webinars: off, recordings: on}
      h2: {}
    webinars:
      987 6543 2100: on
      910-0000-0001: off
      910-0000-0002: {sync: on, recordings: off}
      910-0000-0003: {recordings: on}
      910-0000-0004: {}
"""


def test_every_setting_that_holds_for_everything_has_a_parser() -> None:
    assert set(PARSERS) == {field.name for field in fields(SyncSettings)}


def test_the_file_that_comes_with_the_project_holds_every_key() -> None:
    keys = {line.split(":")[0] for line in WHOLE.splitlines() if line[:1].isalpha()}

    assert keys == {
        line.split(":")[0] for line in DEFAULT_FILE.read_text().splitlines() if line[:1].isalpha()
    }


def test_a_whole_file_makes_these_settings_of_the_defaults() -> None:
    domains = {
        "webinars": frozenset({"agency.example", "other.example"}),
        "recordings": frozenset({"silent.example"}),
        "contacts": frozenset({"rival.example"}),
    }
    assert read_text(WHOLE)(Settings()) == Settings(
        sync=SyncSettings(
            sync_webinars=False,
            recordings="some",
            on_exclude="withdraw",
            registrations_kept_days=30,
            records_kept_days=100,
            zoom_kept_days=500,
            match_secondary_emails=True,
            property_cutoff=date(2025, 1, 8),
            contact_properties="native",
            custom_events=True,
            beside_native_app=True,
            polls=True,
            questions=True,
            registration_answers=True,
            registration_sources=True,
            difference_threshold_percent=Decimal("2.5"),
            push_since=date(2026, 11, 1),
        ),
        domains=domains,
        hosts={
            ("acc", "h1"): HostSettings(sync_new_webinars=False, recordings=True),
            ("acc", "h2"): HostSettings(),
        },
        webinars={
            ("acc", 98765432100): WebinarSettings(is_synced=True),
            ("acc", 91000000001): WebinarSettings(is_synced=False),
            ("acc", 91000000002): WebinarSettings(is_synced=True, recordings=False),
            ("acc", 91000000003): WebinarSettings(recordings=True),
            ("acc", 91000000004): WebinarSettings(),
        },
        question_properties={
            "Your role?": QuestionProperty("job_role"),
            "Size?": QuestionProperty("company_size", overwrites=True),
        },
        segments={
            "loyal-attendees": SegmentSettings(
                "select email from marts.filter_attendances_total where attendances_total >= 3",
                "Came three times",
                is_kept_as_list=True,
            ),
            "rivals": SegmentSettings(
                "select email from marts.contacts where email like '%@rival.example'"
            ),
        },
    )


def test_segments_that_are_not_in_the_file_are_forgotten_only_if_the_file_speaks_of_segments() -> (
    None
):
    now = read_text(WHOLE)(Settings())

    assert read_text("sync_webinars: on")(now).segments == now.segments
    assert read_text("segments: {}")(now).segments == {}


REFUSED = {
    "property of others": ("question_properties: {Mail: email}", "of a property of your own"),
    "consent": ("question_properties: {Agree: hs_legal_basis}", "of a property of your own"),
    "no property": ("question_properties: {Agree: {overwrites: on}}", "nothing"),
    "no mapping": ("question_properties: [a]", "question_properties"),
    "segment without SQL": ("segments: {loyal: {}}", "`segments.loyal.sql`: nothing is not a text"),
    "segment with an odd name": ("segments: {Loyal ones: {sql: select 1}}", "small letters"),
    "segment with an unknown key": ("segments: {loyal: {query: select 1}}", "`query` is unknown"),
    "segment that names somebody": (
        "segments: {loyal: {sql: \"select email from c where email = 'ann@example.com'\"}}",
        "`segments.loyal.sql`: this holds somebody's address",
    ),
    "segment kept as a word": (
        "segments: {loyal: {sql: select 1, keep_as_list: some}}",
        "`segments.loyal.keep_as_list`",
    ),
    "unknown key": ("sync_webinar: on", "sync_webinar"),
    "not a mapping": ("- sync_webinars", "the file"),
    "not YAML": ("sync_webinars: [", "line"),
    "a key twice": ("on_exclude: keep\non_exclude: withdraw", "twice, line 1"),
    "days too few": ("registrations_kept_days: 3", "from 4 to 3650"),
    "days too many": ("registrations_kept_days: 3651", "`registrations_kept_days`: 3651"),
    "half a day": ("registrations_kept_days: 7.5", "`registrations_kept_days`: 7.5"),
    "days as text": ("registrations_kept_days: '90'", "`registrations_kept_days`: '90'"),
    "days that are a flag": ("registrations_kept_days: on", "`registrations_kept_days`: on"),
    "flag that is text": ("sync_webinars: 'off'", "`sync_webinars`: 'off'"),
    "flag that is a number": ("match_secondary_emails: 1", "`match_secondary_emails`: 1"),
    "unknown choice": ("on_exclude: drop", "Write keep or withdraw"),
    "choice read as a flag": ("recordings: off", "`recordings`: off is unknown. Write none or"),
    "choice left empty": ("recordings:", "`recordings`: nothing"),
    "day that is none": ("property_cutoff: 2025-13-45", "`property_cutoff`: '2025-13-45'"),
    "day before all": ("property_cutoff: 0205-01-08", "`property_cutoff`"),
    "day with a time": ("property_cutoff: 2025-01-08 10:00:00", "`property_cutoff`"),
    "day that is a number": ("property_cutoff: 2025", "`property_cutoff`: 2025"),
    "other day that is none": ("push_since: tomorrow", "`push_since`: 'tomorrow'"),
    "percentage above": ("difference_threshold_percent: 101", "`difference_threshold_percent`"),
    "percentage as text": ("difference_threshold_percent: '1'", "`difference_threshold_percent`"),
    "list that is text": ("excluded_contact_domains: rival.example", "not a list"),
    "list left empty": ("excluded_contact_domains:", "`excluded_contact_domains`"),
    "one word": ("excluded_contact_domains: [rival]", "`excluded_contact_domains`: 'rival'"),
    "leading dot": ("excluded_contact_domains: [.rival.example]", "'.rival.example'"),
    "trailing dot": ("excluded_contact_domains: [rival.example.]", "'rival.example.'"),
    "scheme": ("excluded_host_domains: {webinars: ['http://a.example']}", "_domains.webinars`"),
    "wildcard": ("excluded_host_domains: {recordings: ['*.a.example']}", "_domains.recordings`"),
    "blank": ("excluded_contact_domains: ['a b.example']", "'a b.example'"),
    "number": ("excluded_contact_domains: [1.5]", "`excluded_contact_domains`: 1.5"),
    "unknown kind of domain": ("excluded_host_domains: {contacts: []}", "`contacts` is unknown"),
    "accounts as a list": ("accounts: [acc]", "`accounts`"),
    "account without quotes": ("accounts: {123: {}}", "quotes"),
    "unknown key of an account": ("accounts: {acc: {host: {}}}", "`accounts.acc`: `host`"),
    "hosts left empty": ("accounts: {acc: {hosts: }}", "`accounts.acc.hosts`"),
    "unknown key of a host": ("accounts: {acc: {hosts: {h: {on: on}}}}", "accounts.acc.hosts.h`"),
    "flag of a host": (
        "accounts: {acc: {hosts: {h: {recordings: some}}}}",
        "`accounts.acc.hosts.h.recordings`: 'some'",
    ),
    "webinar id of words": ("accounts: {acc: {webinars: {weekly: on}}}", "'weekly'"),
    "webinar id below zero": ("accounts: {acc: {webinars: {-5: on}}}", "-5"),
    "webinar id zero": ("accounts: {acc: {webinars: {0: on}}}", "0 is not a webinar id"),
    "webinar id too long": ("accounts: {acc: {webinars: {99999999999999999999: on}}}", "9999"),
    "webinar id on": ("accounts: {acc: {webinars: {on: on}}}", "on is not a webinar id"),
    "webinar twice": ("accounts: {acc: {webinars: {91 5: on, 915: off}}}", "915 occurs twice"),
    "webinar neither on nor off": (
        "accounts: {acc: {webinars: {91000000001: some}}}",
        "`accounts.acc.webinars.91000000001`: 'some'",
    ),
    "recordings of a webinar": (
        "accounts: {acc: {webinars: {91000000001: {recordings: some}}}}",
        "`accounts.acc.webinars.91000000001.recordings`: 'some'",
    ),
    "unknown key of a webinar": (
        "accounts: {acc: {webinars: {91000000001: {on: on}}}}",
        "accounts.acc.webinars.91000000001`",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_is_refused_by_a_message_that_names_the_key(
    text: str, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_text(text)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "excluded_contact_domains: [ann@rival.example]",
        "excluded_host_domains: {webinars: ['@ann.example']}",
        "accounts: {acc: {hosts: {ann@rival.example: {}}}}",
        "accounts: {acc: {webinars: {ann@rival.example: on}}}",
        "property_cutoff: ann@rival.example",
    ],
)
def test_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_text(text)

    assert "an @," in str(caught.value)
    assert "ann" not in str(caught.value)
