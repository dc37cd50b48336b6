"""The Dag `change_settings`: what its one task does with what the form holds."""

from __future__ import annotations

import logging
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds import execute, query
from webinar_sync.settings.form import FIELDS
from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.postgres import Cluster

EMPTY = dict.fromkeys(FIELDS)
EMPTY |= {
    "sync_webinars": "leave",
    "on_exclude": "leave",
    "match_secondary_emails": "leave",
    "recordings": "leave",
    "contact_properties": "leave",
    "custom_events": "leave",
    "remove_property_cutoff": False,
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

    found = [ACC]
    monkeypatch.setattr(connections, "zoom_accounts", lambda: found)
    return found


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
    found: dict[str, Any] = query(warehouse, "select to_jsonb(one) from settings.sync as one")[0][0]
    defaults = {
        "id": True,
        "sync_webinars": True,
        "recordings": "none",
        "on_exclude": "keep",
        "match_secondary_emails": False,
        "property_cutoff": None,
        "contact_properties": "own",
        "custom_events": False,
        "difference_threshold_percent": 1,
    }
    return {name: value for name, value in found.items() if value != defaults[name]}


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
        contact_properties="native",
        custom_events="on",
        exclude_webinar_host_domains=["Agency.example", " other.example "],
        exclude_recording_host_domains="silent.example, quiet.example",
        exclude_contact_domains=["rival.example"],
        hosts_on=["h1"],
        hosts_off=["h2", "h3"],
        recording_hosts_on=["h3"],
        webinars_on=["987 6543 2100"],
        webinars_off=[91000000001, "910-0000-0002"],
    )

    assert counts == {"changes": 18, "warnings": 1}
    assert whole(warehouse) == {
        "sync_webinars": False,
        "recordings": "some",
        "on_exclude": "withdraw",
        "match_secondary_emails": True,
        "property_cutoff": "2025-01-08",
        "contact_properties": "native",
        "custom_events": True,
    }
    assert rows(warehouse, "excluded_host_domains") == [
        ("agency.example", "webinars"),
        ("other.example", "webinars"),
        ("quiet.example", "recordings"),
        ("silent.example", "recordings"),
    ]
    assert rows(warehouse, "excluded_contact_domains") == [("rival.example",)]
    assert rows(warehouse, "hosts") == [("acc", "h2", False, False), ("acc", "h3", False, True)]
    assert rows(warehouse, "webinars") == [
        ("acc", 91000000001, False),
        ("acc", 91000000002, False),
        ("acc", 98765432100, True),
    ]

    submit(
        sync_webinars="on",
        match_secondary_emails="off",
        contact_properties="own",
        custom_events="off",
        remove_property_cutoff=True,
        include_webinar_host_domains=["agency.example"],
        include_recording_host_domains=["silent.example", "quiet.example"],
        include_contact_domains=["rival.example", "never.example"],
        hosts_default=["h2", "h3"],
        recording_hosts_off=["h1"],
        webinars_default=["91000000001"],
        webinars_on=["91000000002"],
    )

    assert whole(warehouse) == {"recordings": "some", "on_exclude": "withdraw"}
    assert rows(warehouse, "excluded_host_domains") == [("other.example", "webinars")]
    assert rows(warehouse, "excluded_contact_domains") == []
    assert rows(warehouse, "hosts") == [("acc", "h3", True, True)]
    assert rows(warehouse, "webinars") == [("acc", 91000000002, True), ("acc", 98765432100, True)]


def test_the_log_says_each_difference_in_words(
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
def test_an_address_is_refused_in_words_that_do_not_repeat_it(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]], form: dict[str, Any]
) -> None:
    with pytest.raises(SettingsError) as caught:
        submit(on_exclude="withdraw", **form)

    assert "Airflow keeps the values of a form" in str(caught.value)
    assert "ann" not in str(caught.value)
    assert "corp" not in str(caught.value)
    assert whole(warehouse) == {}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"sync_webinars": "maybe"}, "`sync_webinars`: 'maybe'"),
        ({"recordings": "few"}, "Write none or some or all"),
        ({"property_cutoff": "8.1.2025"}, "`property_cutoff`: '8.1.2025'"),
        (
            {"property_cutoff": "2025-01-08", "remove_property_cutoff": True},
            "contradict each other",
        ),
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
        ({"web_off": ["915"]}, "`web_off` is unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_applied(
    warehouse: Warehouse, submit: Callable[..., dict[str, int]], form: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        submit(on_exclude="withdraw", **form)

    assert words in str(caught.value)
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
    assert rows(warehouse, "webinars") == [("acc2", 915, False)]


def test_with_several_accounts_hosts_and_webinars_need_one(
    submit: Callable[..., dict[str, int]], accounts: list[SimpleNamespace]
) -> None:
    accounts.append(OTHER)

    with pytest.raises(SettingsError, match=r"several Zoom accounts are connected.*Brand, EMEA"):
        submit(webinars_off=["915"])
    assert submit(exclude_contact_domains=["rival.example"])["changes"] == 1


def test_an_account_that_is_not_connected_is_told(submit: Callable[..., dict[str, int]]) -> None:
    from webinar_sync.errors import ConfigError

    with pytest.raises(ConfigError, match="No connected Zoom account"):
        submit(account="nowhere", webinars_off=["915"])
