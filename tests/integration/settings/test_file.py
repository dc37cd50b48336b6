"""Files of settings, applied as the command does: all or nothing, with each difference in a line.

What is refused, and in which words: `tests/unit/settings/test_file.py`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import execute, query
from tests.unit.settings.test_file import WHOLE
from webinar_sync.settings.apply import DEFAULT_FILE, apply_file
from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse

DEFAULTS = (True, "none", "keep", False, None, "own", False, False, Decimal(1), None)
WEBINARS = "select account_id, webinar_id, is_synced, recordings from settings.webinars"
TABLES = (*("hosts", "webinars", "excluded_host_domains", "excluded_contact_domains", "segments"),)


@pytest.fixture
def apply(
    warehouse: Warehouse, cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """Return a function that applies a file's text as the command does; it returns its lines."""

    def run(text: str, **options: bool) -> list[str]:
        path = tmp_path / "settings.yaml"
        path.write_text(text)
        apply_file(cluster.url("test_warehouse"), path, **options)
        return capsys.readouterr().out.splitlines()

    return run


def whole(warehouse: Warehouse) -> tuple[Any, ...]:
    """Return the settings that hold for everything."""
    return query(
        warehouse,
        "select sync_webinars, recordings, on_exclude, match_secondary_emails, property_cutoff, "
        "contact_properties, custom_events, beside_native_app, difference_threshold_percent, "
        "push_since "
        "from settings.sync",
    )[0]


def rows(warehouse: Warehouse, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of another table of settings, in order."""
    return sorted(query(warehouse, f"select * from settings.{table}"))


def history(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return what was changed, by whom."""
    return query(
        warehouse,
        "select changed_by, table_name, old_row, new_row from settings.history order by change_id",
    )


def test_the_file_that_comes_with_the_project_changes_nothing_on_a_fresh_warehouse(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    assert apply(DEFAULT_FILE.read_text()) == ["nothing to change"]
    assert history(warehouse) == []


def test_a_whole_file_is_printed_difference_by_difference_and_applied(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    lines = apply(WHOLE)

    assert lines == [
        "sync_webinars: on -> off",
        "recordings: none -> some",
        "on_exclude: keep -> withdraw",
        "registrations_kept_days: 90 -> 30",
        "records_kept_days: 400 -> 100",
        "zoom_kept_days: none -> 500",
        "match_secondary_emails: off -> on",
        "property_cutoff: none -> 2025-01-08",
        "contact_properties: own -> native",
        "custom_events: off -> on",
        "beside_native_app: off -> on",
        "difference_threshold_percent: 1.00 -> 2.5",
        "push_since: none -> 2026-11-01",
        "polls: off -> on",
        "questions: off -> on",
        "registration_answers: off -> on",
        "registration_sources: off -> on",
        "+ excluded_host_domains (webinars): agency.example",
        "+ excluded_host_domains (webinars): other.example",
        "+ excluded_host_domains (recordings): silent.example",
        "+ excluded_contact_domains: rival.example",
        "host h1 of account acc: sync_new_webinars: on -> off",
        "host h1 of account acc: recordings: off -> on",
        "+ webinar 91000000001 of account acc: off",
        "+ webinar 91000000002 of account acc: on",
        "+ webinar 91000000002 of account acc: recordings: off",
        "+ webinar 91000000003 of account acc: recordings: on",
        "+ webinar 98765432100 of account acc: on",
        "+ question 'Size?': company_size, overwrites on",
        "+ question 'Your role?': job_role, overwrites off",
        "+ segment loyal-attendees",
        "segment loyal-attendees: kept as a list in HubSpot: off -> on",
        "+ segment rivals",
        "warning: the warehouse knows no account acc: its settings wait for it",
        "applied: 33 changes",
    ]
    assert whole(warehouse) == (
        *(False, "some", "withdraw", True, date(2025, 1, 8)),
        *("native", True, True, Decimal("2.50"), date(2026, 11, 1)),
    )
    assert rows(warehouse, "hosts") == [("acc", "h1", False, True)]
    assert sorted(query(warehouse, WEBINARS)) == [
        ("acc", 91000000001, False, None),
        ("acc", 91000000002, True, False),
        ("acc", 91000000003, None, True),
        ("acc", 98765432100, True, None),
    ]
    assert rows(warehouse, "excluded_host_domains") == [
        ("agency.example", "webinars"),
        ("other.example", "webinars"),
        ("silent.example", "recordings"),
    ]
    assert rows(warehouse, "excluded_contact_domains") == [("rival.example",)]
    assert rows(warehouse, "segments") == [
        (
            "loyal-attendees",
            "select email from marts.filter_attendances_total where attendances_total >= 3",
            "Came three times",
            True,
        ),
        (
            "rivals",
            "select email from marts.contacts where email like '%@rival.example'",
            "",
            False,
        ),
    ]


def test_a_segment_that_does_more_than_read_marts_is_not_saved(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    apply(WHOLE)
    before = history(warehouse)

    with pytest.raises(SettingsError, match=r"`segments\.odd\.sql`: It reads `zoom\.registrants`"):
        apply("segments: {odd: {sql: select email from zoom.registrants}}")

    assert history(warehouse) == before
    assert len(rows(warehouse, "segments")) == 2


def test_other_sql_another_description_and_a_segment_that_goes_are_said_without_their_sql(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    apply(WHOLE)

    lines = apply(
        "segments: {loyal-attendees: {sql: select email from marts.contacts, keep_as_list: on}}"
    )

    assert lines[:3] == [
        "segment loyal-attendees: other SQL",
        "segment loyal-attendees: another description",
        "- segment rivals",
    ]
    assert [new is None for *_, new in history(warehouse)[-2:]] == [False, True]


def test_the_same_file_again_changes_nothing(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    apply(WHOLE)
    before = history(warehouse)

    assert apply(WHOLE)[0] == "nothing to change"
    assert history(warehouse) == before


def test_a_key_that_is_absent_is_left_alone(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    apply(WHOLE)
    execute(warehouse, "insert into settings.webinars values ('other', 5, false)")
    before = [whole(warehouse), *(rows(warehouse, table) for table in TABLES)]

    for text in ("", "{}", "accounts: {}", "accounts: {acc: {}}", "excluded_host_domains: {}"):
        assert apply(text)[0] == "nothing to change", text
    assert apply("on_exclude: keep")[0] == "on_exclude: withdraw -> keep"

    assert whole(warehouse) == (
        *(False, "some", "keep", True, date(2025, 1, 8)),
        *("native", True, True, Decimal("2.50"), date(2026, 11, 1)),
    )
    assert [rows(warehouse, table) for table in TABLES] == before[1:]


def test_a_key_that_is_there_is_the_whole_truth_about_it(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    apply(WHOLE)
    execute(warehouse, "insert into settings.webinars values ('other', 5, false)")

    lines = apply(
        """
        property_cutoff: null
        excluded_host_domains: {webinars: [agency.example, third.example]}
        excluded_contact_domains: []
        accounts: {acc: {hosts: {h2: {sync_new_webinars: off}}, webinars: {91000000001: on}}}
        """
    )

    assert [line for line in lines if "warning" not in line] == [
        "property_cutoff: 2025-01-08 -> none",
        "- excluded_host_domains (webinars): other.example",
        "+ excluded_host_domains (webinars): third.example",
        "- excluded_contact_domains: rival.example",
        "host h1 of account acc: sync_new_webinars: off -> on",
        "host h1 of account acc: recordings: on -> off",
        "host h2 of account acc: sync_new_webinars: on -> off",
        "webinar 91000000001 of account acc: off -> on",
        "- webinar 91000000002 of account acc: on",
        "- webinar 91000000002 of account acc: recordings: off",
        "- webinar 91000000003 of account acc: recordings: on",
        "- webinar 98765432100 of account acc: on",
        "applied: 12 changes",
    ]
    assert rows(warehouse, "hosts") == [("acc", "h2", False, False)]
    assert rows(warehouse, "webinars") == [
        ("acc", 91000000001, True, None),
        ("other", 5, False, None),
    ]
    assert rows(warehouse, "excluded_host_domains") == [
        ("agency.example", "webinars"),
        ("silent.example", "recordings"),
        ("third.example", "webinars"),
    ]


def test_a_dry_run_only_prints(warehouse: Warehouse, apply: Callable[..., list[str]]) -> None:
    lines = apply(WHOLE, is_dry=True)

    assert lines[0] == "sync_webinars: on -> off"
    assert lines[-1] == "only printed, not applied"
    assert whole(warehouse) == DEFAULTS
    assert history(warehouse) == []


def test_ids_that_the_warehouse_knows_are_no_reason_to_warn(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    execute(warehouse, "insert into zoom.accounts (account_id, run_id) values ('acc', 'test')")
    execute(
        warehouse,
        "insert into zoom.users (account_id, user_id, email, is_active, payload, run_id)"
        " values ('acc', 'h1', '', true, '{}', 'test')",
    )
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id) "
        "values ('acc', 91000000001, now(), 'test')",
    )

    assert [line for line in apply(WHOLE) if "warning" in line] == [
        "warning: the warehouse knows no host h2 of account acc: its setting waits for it",
        *(
            f"warning: the warehouse knows no webinar {webinar_id} of account acc: its setting "
            "waits for it"
            for webinar_id in (91000000002, 91000000003, 91000000004, 98765432100)
        ),
    ]


def test_webinars_whose_recordings_are_read_though_those_of_no_hosts_are_said(
    apply: Callable[..., list[str]],
) -> None:
    webinars = "{915: {recordings: on}, 916: {recordings: off}, 917: on}"
    lines = apply(f"accounts: {{acc: {{webinars: {webinars}}}}}\nrecordings: none")

    assert (
        "warning: recordings: none, but 1 webinars have recordings on, and theirs are read" in lines
    )
    assert not [line for line in apply("recordings: some") if "theirs are read" in line]


def test_history_keeps_who_ran_the_command(
    warehouse: Warehouse, apply: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ann")

    apply("excluded_contact_domains: [rival.example]")

    assert history(warehouse) == [
        (
            "ann (settings.yaml)",
            "excluded_contact_domains",
            None,
            {"domain": "rival.example"},
        )
    ]


def test_nothing_is_applied_of_a_file_with_one_mistake(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    with pytest.raises(SettingsError, match=r"settings\.yaml: `excluded_contact_domains`"):
        apply(WHOLE.replace("[rival.example]", "[.rival.example]"))

    assert whole(warehouse) == DEFAULTS
    assert history(warehouse) == []


def test_nothing_is_applied_if_the_warehouse_refuses_the_last_change(
    warehouse: Warehouse, apply: Callable[..., list[str]]
) -> None:
    execute(warehouse, "alter table settings.webinars add check (webinar_id < 95000000000)")

    with pytest.raises(WarehouseError):
        apply(WHOLE)

    assert whole(warehouse) == DEFAULTS
    assert rows(warehouse, "hosts") == []
    assert history(warehouse) == []


def test_a_file_that_is_missing_is_refused(tmp_path: Path, cluster: Cluster) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        apply_file(cluster.url("test_warehouse"), tmp_path / "none.yaml")
