"""The form of `change_settings`, parsed: the update that it asks for, or why it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from webinar_sync.settings.form import FIELDS, has_hosts_or_webinars, read_form
from webinar_sync.settings.model import (
    HostSettings,
    SegmentSettings,
    Settings,
    WebinarSettings,
)
from webinar_sync.settings.values import SettingsError


def test_an_empty_form_changes_nothing() -> None:
    assert read_form({}, "")(Settings()) == Settings()
    assert read_form(dict.fromkeys(FIELDS), "")(Settings()) == Settings()


def test_a_form_changes_only_what_it_names() -> None:
    now = Settings(
        domains={
            "webinars": frozenset({"a.example", "b.example"}),
            "recordings": frozenset(),
            "contacts": frozenset({"c.example"}),
        },
        hosts={("acc", "h1"): HostSettings(recordings=True)},
        webinars={
            ("acc", 915): WebinarSettings(is_synced=True),
            ("acc", 916): WebinarSettings(is_synced=False),
            ("acc", 917): WebinarSettings(recordings=True),
            ("other", 915): WebinarSettings(is_synced=True),
        },
    )
    update = read_form(
        {
            "include_webinar_host_domains": ["a.example"],
            "exclude_contact_domains": "d.example",
            "hosts_off": ["h1"],
            "webinars_default": ["915"],
            "recording_webinars_off": ["916"],
            "recording_webinars_default": ["917"],
            "recording_webinars_on": ["918"],
        },
        "acc",
    )

    assert update(now) == Settings(
        domains={
            "webinars": frozenset({"b.example"}),
            "recordings": frozenset(),
            "contacts": frozenset({"c.example", "d.example"}),
        },
        hosts={("acc", "h1"): HostSettings(sync_new_webinars=False, recordings=True)},
        webinars={
            ("acc", 916): WebinarSettings(is_synced=False, recordings=False),
            ("acc", 918): WebinarSettings(recordings=True),
            ("other", 915): WebinarSettings(is_synced=True),
        },
    )


def test_a_form_says_which_segments_are_lists_and_names_one_that_is_not_there() -> None:
    now = Settings(
        segments={
            "loyal": SegmentSettings("select 1", "Loyal"),
            "absent": SegmentSettings("select 2", is_kept_as_list=True),
        }
    )
    form = {"segments_to_lists": "loyal", "segments_not_to_lists": ["absent"]}

    assert read_form(form, "")(now).segments == {
        "loyal": SegmentSettings("select 1", "Loyal", is_kept_as_list=True),
        "absent": SegmentSettings("select 2"),
    }
    with pytest.raises(SettingsError, match="There is no segment gone"):
        read_form({"segments_to_lists": ["gone"]}, "")(now)


@pytest.mark.parametrize(
    ("form", "is_needed"),
    [
        ({}, False),
        ({"on_exclude": "keep", "exclude_contact_domains": ["a.example"]}, False),
        ({"hosts_on": [], "webinars_on": ""}, False),
        ({"recording_hosts_off": ["h1"]}, True),
        ({"webinars_default": "915"}, True),
        ({"recording_webinars_on": "915"}, True),
    ],
)
def test_hosts_and_webinars_need_an_account(form: dict[str, Any], is_needed: bool) -> None:
    assert has_hosts_or_webinars(form) is is_needed


@pytest.mark.parametrize(
    "form",
    [
        {"exclude_contact_domains": ["ann@rival.example"]},
        {"exclude_contact_domains": "ann@rival.example"},
        {"hosts_off": ["h1", "ann@corp.example"]},
        {"webinars_on": ["ann@corp.example"]},
        {"account": "ann@corp.example"},
        {"property_cutoff": "ann@corp.example"},
        {"ann@corp.example": "on"},
        {"note": {"deep": ["ann@corp.example"]}},
    ],
)
def test_an_address_is_refused_and_not_repeated(
    form: dict[str, Any],
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_form({"on_exclude": "withdraw", **form}, "acc")

    assert "Airflow keeps the values of a form" in str(caught.value)
    assert "ann" not in str(caught.value)
    assert "corp" not in str(caught.value)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"sync_webinars": "maybe"}, "`sync_webinars`: 'maybe'"),
        ({"recordings": "few"}, "Write none or some or all"),
        ({"property_cutoff": "8.1.2025"}, "`property_cutoff`: '8.1.2025'"),
        (
            {"property_cutoff": "2025-01-08", "remove_property_cutoff": True},
            "contradict each other",
        ),
        (
            {"push_since": "2026-10-01", "remove_push_since": True},
            "`push_since` and `remove_push_since` contradict each other",
        ),
        ({"push_since": "yesterday"}, "`push_since`: 'yesterday'"),
        ({"registrations_kept_days": 3}, "`registrations_kept_days`: 3"),
        ({"registrations_kept_days": 0}, "`registrations_kept_days`: 0"),
        ({"exclude_contact_domains": ["rival"]}, "`exclude_contact_domains`: 'rival'"),
        ({"include_webinar_host_domains": ["http://a.example"]}, "`include_webinar_host_domains`"),
        ({"exclude_contact_domains": {"a": 1}}, "not a list"),
        (
            {"exclude_contact_domains": ["a.example"], "include_contact_domains": ["a.example"]},
            "a.example is in `exclude_contact_domains` and in `include_contact_domains`",
        ),
        ({"hosts_on": ["h1"], "hosts_default": ["h1"]}, "h1 is in `hosts_on` and in"),
        ({"webinars_on": ["weekly"]}, "`webinars_on`: 'weekly'"),
        (
            {"webinars_on": ["91 5"], "webinars_off": ["915"]},
            "915 is in `webinars_on` and in `webinars_off`",
        ),
        (
            {"recording_webinars_on": ["915"], "recording_webinars_default": ["915"]},
            "915 is in `recording_webinars_on` and in `recording_webinars_default`",
        ),
        ({"web_off": ["915"]}, "`web_off` is unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_by_a_message_that_names_the_field(
    form: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_form({"on_exclude": "withdraw", **form}, "acc")

    assert message in str(caught.value)
