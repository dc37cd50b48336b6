"""The forms of all Dags, as Airflow itself checks them before there is a run."""

from __future__ import annotations

import copy
import importlib
from typing import TYPE_CHECKING, Any

import pytest

from local.airflow import REPOSITORY

if TYPE_CHECKING:
    from airflow.sdk import DAG

NIGHTLY = "sync_webinars_nightly"
SENSIBLE: list[tuple[str, dict[str, Any]]] = [
    (NIGHTLY, {"from": "2026-11-10", "to": "2026-11-12"}),
    (NIGHTLY, {"from": None, "webinar_ids": [], "account": ""}),
    (NIGHTLY, {"webinar_ids": ["912 3456 7890", "98765432100", "987-6543-210", " ", ""]}),
    (NIGHTLY, {"webinar_ids": [91000000001], "account": "Our Brand (Europe)"}),
    ("reconcile_hubspot", {"days": 90}),
    ("register_contacts", {"webinar": "912 3456 7890", "contact_ids": ["12", 13, ""]}),
    ("register_contacts", {"action": "remove", "webinar": "", "contact_ids": None}),
    ("erase_contact", {"contact_id": "9007199254740993", "dry_run": False}),
    ("erase_contact", {"contact_id": 12}),
    ("erase_contact", {"contact_id": ""}),
    ("push_hubspot", {"dry_run": True, "with_history": True}),
    ("change_settings", {"push_since": "2026-01-31", "sync_webinars": "off"}),
    ("change_settings", {"exclude_contact_domains": ["a.example", " b.c.example ", ""]}),
    ("change_settings", {"exclude_webinar_host_domains": ["münchen.example"]}),
    ("change_settings", {"hosts_off": ["KDcuGIm1QgePTO8WbOqwIQ"], "account": "Brand"}),
    ("change_settings", {"webinars_on": ["912 3456 7890", 91000000001]}),
    ("change_settings", {"segments_to_lists": ["loyal-attendees", "3_months"]}),
    ("change_settings", {"records_kept_days": 400, "registrations_kept_days": 4}),
]
NONSENSE: list[tuple[str, str, Any]] = [
    (NIGHTLY, "from", "yesterday"),
    (NIGHTLY, "from", "2026-02-30"),
    (NIGHTLY, "from", "0226-01-01"),
    (NIGHTLY, "to", 20261122),
    (NIGHTLY, "webinar_ids", "91000000001"),
    (NIGHTLY, "webinar_ids", ["soon"]),
    (NIGHTLY, "webinar_ids", ["12345678"]),
    (NIGHTLY, "webinar_ids", ["91000000001, 91000000002"]),
    (NIGHTLY, "webinar_ids", [-91000000001]),
    (NIGHTLY, "webinar_ids", [{}]),
    (NIGHTLY, "account", "someone@a.example"),
    (NIGHTLY, "account", 7),
    ("reconcile_hubspot", "days", 0),
    ("reconcile_hubspot", "days", 1.5),
    ("reconcile_hubspot", "days", 3651),
    ("register_contacts", "action", "invite"),
    ("register_contacts", "action", None),
    ("register_contacts", "webinar", "the next one"),
    ("register_contacts", "contact_ids", ["someone@a.example"]),
    ("register_contacts", "contact_ids", ["-1"]),
    ("register_contacts", "contact_ids", [2**63]),
    ("register_contacts", "contact_ids", "12"),
    ("erase_contact", "contact_id", "someone@a.example"),
    ("erase_contact", "contact_id", 0),
    ("erase_contact", "contact_id", "12 13"),
    ("erase_contact", "dry_run", "no"),
    ("push_hubspot", "dry_run", "yes"),
    ("change_settings", "sync_webinars", "maybe"),
    ("change_settings", "recordings", "on"),
    ("change_settings", "push_since", "01/31/2026"),
    ("change_settings", "property_cutoff", "1999-12-31"),
    ("change_settings", "records_kept_days", 3),
    ("change_settings", "exclude_contact_domains", ["someone@a.example"]),
    ("change_settings", "exclude_contact_domains", ["https://a.example"]),
    ("change_settings", "exclude_contact_domains", ["*.a.example"]),
    ("change_settings", "exclude_contact_domains", ["a.example, b.example"]),
    ("change_settings", "exclude_contact_domains", ["example"]),
    ("change_settings", "include_webinar_host_domains", ["@a.example"]),
    ("change_settings", "hosts_on", ["someone@a.example"]),
    ("change_settings", "hosts_on", ["Some One"]),
    ("change_settings", "recording_hosts_on", [12]),
    ("change_settings", "webinars_off", ["all"]),
    ("change_settings", "segments_to_lists", ["Loyal Attendees"]),
    ("change_settings", "account", "someone@a.example"),
]


@pytest.fixture(scope="module")
def dags() -> dict[str, DAG]:
    """Import the Dag files, and return the Dags that each makes."""
    from airflow.sdk import DAG

    dags: dict[str, DAG] = {}
    for path in sorted((REPOSITORY / "dags").glob("*.py")):
        module = importlib.import_module(f"dags.{path.stem}")
        if path.stem == "sync_webinars":
            made = [
                module.sync_webinars(f"sync_webinars_{name}", name, "0 0 * * *", is_full=False)
                for name in ("hourly", "nightly")
            ]
        else:
            made = [getattr(module, path.stem)()]
        dags |= {dag.dag_id: dag for dag in made if isinstance(dag, DAG)}
    return dags


def fill_in(dag: DAG, form: dict[str, Any]) -> dict[str, Any]:
    """Check a form as Airflow does when a run is started; return all values."""
    params = copy.deepcopy(dag.params)
    params.update(form)
    return dict(params.validate())


@pytest.mark.parametrize(("dag_id", "form"), SENSIBLE, ids=str)
def test_what_makes_sense_may_be_written(
    dags: dict[str, DAG], dag_id: str, form: dict[str, Any]
) -> None:
    assert fill_in(dags[dag_id], form).items() >= form.items()


@pytest.mark.parametrize(("dag_id", "name", "value"), NONSENSE, ids=str)
def test_nonsense_is_refused_before_there_is_a_run(
    dags: dict[str, DAG], dag_id: str, name: str, value: object
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    assert name in dags[dag_id].params
    with pytest.raises(ParamValidationError, match=f"Invalid input for param {name}"):
        fill_in(dags[dag_id], {name: value})


def test_an_empty_form_is_valid_and_every_field_says_what_it_takes(dags: dict[str, DAG]) -> None:
    assert len(dags) == 9
    for dag in dags.values():
        fill_in(dag, {})
        for name in dag.params:
            schema = dag.params.get_param(name).schema
            assert "type" in schema, (dag.dag_id, name)
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            if "string" in types:
                assert {"pattern", "enum"} & schema.keys(), (dag.dag_id, name)
            if "integer" in types:
                assert "minimum" in schema, (dag.dag_id, name)
            if "array" in types:
                assert schema["items"], (dag.dag_id, name)


def test_every_task_fails_in_words(dags: dict[str, DAG]) -> None:
    for dag in dags.values():
        for task in dag.tasks:
            function = task.python_callable
            assert function.__code__.co_name == "run_task", (dag.dag_id, task.task_id)


def test_a_backfill_is_offered_where_a_run_is_about_a_time(dags: dict[str, DAG]) -> None:
    offered = {
        dag_id
        for dag_id, dag in dags.items()
        if dag.allowed_run_types is None or "backfill" in {t.value for t in dag.allowed_run_types}
    }

    assert offered == {"sync_webinars_hourly", "sync_webinars_nightly"}
    for dag_id in dags.keys() - offered:
        kinds = {kind.value for kind in dags[dag_id].allowed_run_types}
        assert kinds >= {"scheduled", "manual", "asset_triggered"}
