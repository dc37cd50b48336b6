"""The task of the Dag `change_settings`: what it makes of a form.

What is refused, and in which words: `tests/unit/settings/test_form.py`.
"""

from __future__ import annotations

import logging
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import execute, query
from webinar_sync.settings.form import FIELDS
from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster

WEBINARS = "select account_id, webinar_id, is_synced, recordings from settings.webinars"
EMPTY = dict.fromkeys(FIELDS)
EMPTY |= {
    "sync_webinars": "leave",
    "on_exclude": "leave",
    "match_secondary_emails": "leave",
    "recordings": "leave",
    "contact_properties": "leave",
    "custom_events": "leave",
    "beside_native_app": "leave",
    "polls": "leave",
    "questions": "leave",
    "registration_answers": "leave",
    "registration_sources": "leave",
    "remove_property_cutoff": False,
    "remove_push_since": False,
}
ACC = SimpleNamespace(conn_id="zoom_default", account_id="acc", label="Brand")
OTHER = SimpleNamespace(conn_id="zoom_emea", account_id="acc2", label="EMEA")


@pytest.fixture(scope="module", autouse=True)
def _airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what Airflow writes when it is imported out of the home directory, and it quiet."""
    with pytest.MonkeyPatch.context() as patch:
        if "airflow.sdk" not in sys.modules:
            patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
            patch.setenv("AIRFLOW__LOGGING__LOGGING_LEVEL", "ERROR")
        import airflow.sdk  # noqa: F401

        yield


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> list[SimpleNamespace]:
    """Connect one Zoom account; a test may connect more."""
    from webinar_sync.airflow import connections

    connected = [ACC]
    monkeypatch.setattr(connections, "zoom_accounts", lambda: connected)
    return connected


@pytest.fixture
def submit(
    warehouse: Warehouse,
    cluster: Cluster,
    accounts: list[SimpleNamespace],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., dict[str, int]]:
    """Return a function that runs the task with a form; the warehouse is the test's own."""
    from webinar_sync.tasks import change_settings as tasks

    url = cluster.url("test_warehouse")
    monkeypatch.setattr(tasks, "open_warehouse", lambda: Warehouse(url))

    def run(user: str | None = "ann", **form: Any) -> dict[str, int]:
        return tasks.change_settings({**EMPTY, **form}, user or "manual__2026-11-22")

    return run


def rows(warehouse: Warehouse, table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table of settings, in order."""
    return sorted(query(warehouse, f"select * from settings.{table}"))


def whole(warehouse: Warehouse) -> dict[str, Any]:
    """Return what holds for everything, where it is not the default."""
    ((row,),) = query(warehouse, "select to_jsonb(sync) from settings.sync as sync")
    defaults = {
        "id": True,
        "sync_webinars": True,
        "recordings": "none",
        "on_exclude": "keep",
        "registrations_kept_days": 90,
        "records_kept_days": 400,
        "zoom_kept_days": None,
        "match_secondary_emails": False,
        "property_cutoff": None,
        "contact_properties": "own",
        "custom_events": False,
        "beside_native_app": False,
        "difference_threshold_percent": 1,
        "push_since": None,
        "polls": False,
        "questions": False,
        "registration_answers": False,
        "registration_sources": False,
    }
    return {name: value for name, value in row.items() if value != defaults[name]}


def test_an_empty_form_changes_nothing_and_says_so(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="webinar_sync.tasks.change_settings")

    assert submit() == {"changes": 0, "warnings": 0}

    assert "nothing to change" in caplog.messages
    assert query(warehouse, "select * from settings.history") == []


def test_every_field_does_what_it_says(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]]
) -> None:
    counts = submit(
        sync_webinars="off",
        on_exclude="withdraw",
        match_secondary_emails="on",
        recordings="some",
        property_cutoff="2025-01-08",
        push_since="2026-10-01",
        registrations_kept_days=30,
        records_kept_days=100,
        zoom_kept_days=500,
        contact_properties="native",
        custom_events="on",
        beside_native_app="on",
        polls="on",
        questions="on",
        registration_answers="on",
        exclude_webinar_host_domains=["Agency.example", " other.example "],
        exclude_recording_host_domains="silent.example, quiet.example",
        exclude_contact_domains=["rival.example"],
        hosts_on=["h1"],
        hosts_off=["h2", "h3"],
        recording_hosts_on=["h3"],
        webinars_on=["987 6543 2100"],
        webinars_off=[91000000001, "910-0000-0002"],
        recording_webinars_on=["91000000002", "91000000003"],
        recording_webinars_off=["98765432100"],
    )

    assert counts == {"changes": 29, "warnings": 1}
    assert whole(warehouse) == {
        "sync_webinars": False,
        "recordings": "some",
        "on_exclude": "withdraw",
        "match_secondary_emails": True,
        "property_cutoff": "2025-01-08",
        "push_since": "2026-10-01",
        "registrations_kept_days": 30,
        "records_kept_days": 100,
        "zoom_kept_days": 500,
        "contact_properties": "native",
        "custom_events": True,
        "beside_native_app": True,
        "polls": True,
        "questions": True,
        "registration_answers": True,
    }
    assert rows(warehouse, "excluded_host_domains") == [
        ("agency.example", "webinars"),
        ("other.example", "webinars"),
        ("quiet.example", "recordings"),
        ("silent.example", "recordings"),
    ]
    assert rows(warehouse, "excluded_contact_domains") == [("rival.example",)]
    assert rows(warehouse, "hosts") == [("acc", "h2", False, False), ("acc", "h3", False, True)]
    assert sorted(query(warehouse, WEBINARS)) == [
        ("acc", 91000000001, False, None),
        ("acc", 91000000002, False, True),
        ("acc", 91000000003, None, True),
        ("acc", 98765432100, True, False),
    ]

    submit(
        sync_webinars="on",
        match_secondary_emails="off",
        contact_properties="own",
        custom_events="off",
        beside_native_app="off",
        polls="off",
        questions="off",
        registration_answers="off",
        remove_property_cutoff=True,
        remove_push_since=True,
        registrations_kept_days=90,
        records_kept_days=400,
        keep_zoom_rows=True,
        include_webinar_host_domains=["agency.example"],
        include_recording_host_domains=["silent.example", "quiet.example"],
        include_contact_domains=["rival.example", "never.example"],
        hosts_default=["h2", "h3"],
        recording_hosts_off=["h1"],
        webinars_default=["91000000001"],
        webinars_on=["91000000002"],
        recording_webinars_default=["91000000002", "91000000003"],
        recording_webinars_on=["98765432100"],
    )

    assert whole(warehouse) == {"recordings": "some", "on_exclude": "withdraw"}
    assert rows(warehouse, "excluded_host_domains") == [("other.example", "webinars")]
    assert rows(warehouse, "excluded_contact_domains") == []
    assert rows(warehouse, "hosts") == [("acc", "h3", True, True)]
    assert sorted(query(warehouse, WEBINARS)) == [
        ("acc", 91000000002, True, None),
        ("acc", 98765432100, True, True),
    ]


def test_the_log_says_each_difference(
    submit: Callable[..., dict[str, int]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="webinar_sync.tasks.change_settings")

    submit(on_exclude="withdraw", exclude_contact_domains=["rival.example"], webinars_off=["915"])

    assert caplog.messages == [
        "on_exclude: keep -> withdraw",
        "+ excluded_contact_domains: rival.example",
        "+ webinar 915 of account acc: off",
        "warning: the warehouse knows no account acc: its settings wait for it",
    ]


@pytest.mark.parametrize(("user", "who"), [("ann", "ann"), (None, "manual__2026-11-22")])
def test_history_keeps_the_user_who_asked_else_the_run(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]], user: str | None, who: str
) -> None:
    submit(user=user, on_exclude="withdraw", hosts_off=["h1"])

    assert query(warehouse, "select distinct changed_by from settings.history") == [(who,)]


def test_what_others_set_meanwhile_stays(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]]
) -> None:
    execute(warehouse, "update settings.sync set recordings = 'all'")
    execute(warehouse, "insert into settings.hosts values ('acc', 'h1', true, true)")

    submit(on_exclude="withdraw", hosts_off=["h1"])

    assert whole(warehouse) == {"recordings": "all", "on_exclude": "withdraw"}
    assert rows(warehouse, "hosts") == [("acc", "h1", False, True)]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"hosts_off": ["h1", "ann@corp.example"]}, "`hosts_off` contains an @"),
        ({"account": "ann@corp.example"}, "`account` contains an @"),
        ({"web_off": ["915"]}, "`web_off` is unknown"),
        ({"property_cutoff": "8.1.2025"}, "`property_cutoff`: '8.1.2025'"),
        ({"hosts_on": ["h1"], "hosts_default": ["h1"]}, "h1 is in `hosts_on` and in"),
    ],
)
def test_nothing_is_applied_of_a_form_with_one_mistake(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]], form: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        submit(on_exclude="withdraw", **form)

    assert whole(warehouse) == {}


def test_a_refusal_is_not_tried_again() -> None:
    from webinar_sync.airflow.profiles import DEFAULT_ARGS

    decision = DEFAULT_ARGS["retry_policy"].evaluate(SettingsError("no"), 1, 4)

    assert decision.action.value == "fail"


@pytest.mark.parametrize("name", ["acc2", "ACC2", "zoom_emea", "emea"])
def test_hosts_and_webinars_are_of_the_account_that_is_named(
    warehouse: Warehouse,
    submit: Callable[..., dict[str, int]],
    accounts: list[SimpleNamespace],
    name: str,
) -> None:
    accounts.append(OTHER)

    submit(account=name, hosts_off=["h1"], webinars_off=["915"])

    assert rows(warehouse, "hosts") == [("acc2", "h1", False, False)]
    assert rows(warehouse, "webinars") == [("acc2", 915, False, None)]


def test_with_several_accounts_hosts_and_webinars_need_one(
    submit: Callable[..., dict[str, int]], accounts: list[SimpleNamespace]
) -> None:
    accounts.append(OTHER)

    with pytest.raises(SettingsError, match=r"several Zoom accounts are connected.*Brand, EMEA"):
        submit(webinars_off=["915"])
    assert submit(exclude_contact_domains=["rival.example"])["changes"] == 1


def test_an_account_that_is_not_connected_is_refused(submit: Callable[..., dict[str, int]]) -> None:
    from webinar_sync.errors import ConfigError

    with pytest.raises(ConfigError, match="No connected Zoom account"):
        submit(account="nowhere", webinars_off=["915"])
