"""The page Settings has a field for everything that the form of `change_settings` has."""

from __future__ import annotations

from dataclasses import fields

from webinar_sync.settings.form import DOMAIN_FIELDS
from webinar_sync.settings.model import CHOICES, FLAGS, SyncSettings
from webinar_sync.web.pages.settings_words import DOMAIN_LABELS, FIELDS, GROUPS


def test_every_setting_that_holds_for_everything_has_a_field() -> None:
    by_file_alone = {"difference_threshold_percent"}
    assert FIELDS.keys() == {field.name for field in fields(SyncSettings)} - by_file_alone


def test_every_choice_has_words() -> None:
    expected = dict.fromkeys(FLAGS, ("on", "off")) | CHOICES

    for name, values in expected.items():
        assert tuple(dict(FIELDS[name].options)) == values
        assert all(dict(FIELDS[name].options).values())


def test_every_list_of_domains_stands_on_the_page_once() -> None:
    shown = [key for group in GROUPS for key in group.domains]

    assert sorted(shown) == sorted(DOMAIN_FIELDS) == sorted(DOMAIN_LABELS)
