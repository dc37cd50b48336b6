"""`airflow.profiles`: which of the project's errors Airflow retries."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import webinar_sync
from webinar_sync.errors import (
    Busy,
    ConfigError,
    DeferredUntil,
    InvalidInput,
    NeedsAttention,
    Unavailable,
    WebinarSyncError,
)

DECISIONS = {NeedsAttention: "fail", Unavailable: "retry"}
"""By the class that decides. Airflow's default, for all others, is to retry, too."""


@pytest.fixture(scope="module")
def error_classes() -> set[type[WebinarSyncError]]:
    """Import all modules, and return all classes of errors that they define."""
    for module in pkgutil.walk_packages(webinar_sync.__path__, "webinar_sync."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return subclasses(WebinarSyncError)


def subclasses(error_class: type[WebinarSyncError]) -> set[type[WebinarSyncError]]:
    """Return a class with all that derive from it."""
    return {error_class}.union(*map(subclasses, error_class.__subclasses__()))


def decide(error_class: type[WebinarSyncError]) -> str:
    """Return what the policy of all tasks decides about an error."""
    from webinar_sync.airflow.profiles import DEFAULT_ARGS

    error = error_class.__new__(error_class)
    decision = DEFAULT_ARGS["retry_policy"].evaluate(error, try_number=1, max_tries=3)
    return str(decision.action.value)


def test_each_error_is_retried_as_the_class_above_it_says(
    error_classes: set[type[WebinarSyncError]],
) -> None:
    expected = {
        error_class: next(
            (DECISIONS[base] for base in DECISIONS if issubclass(error_class, base)), "default"
        )
        for error_class in error_classes
    }

    assert {error_class: decide(error_class) for error_class in error_classes} == expected
    assert len(error_classes) > 30
    assert set(expected.values()) == {"fail", "retry", "default"}


def test_at_most_one_class_decides_about_an_error(
    error_classes: set[type[WebinarSyncError]],
) -> None:
    deciding = (NeedsAttention, Unavailable, Busy, DeferredUntil)

    undecidable = {
        error_class
        for error_class in error_classes
        if sum(issubclass(error_class, base) for base in deciding) > 1
    }

    assert len(error_classes) > 30
    assert undecidable == set()


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("webinar_sync.errors.ConfigError", "fail"),
        ("webinar_sync.zoom.errors.ZoomAuthError", "fail"),
        ("webinar_sync.zoom.errors.ZoomScopeError", "fail"),
        ("webinar_sync.zoom.errors.ZoomUnavailableError", "retry"),
        ("webinar_sync.hubspot.errors.HubspotAuthError", "fail"),
        ("webinar_sync.hubspot.errors.HubspotPortalError", "fail"),
        ("webinar_sync.hubspot.errors.HubspotUnavailableError", "retry"),
        ("webinar_sync.warehouse.errors.WarehouseUnavailableError", "retry"),
        ("webinar_sync.warehouse.errors.WarehouseNotReadyError", "fail"),
        ("webinar_sync.settings.values.SettingsError", "fail"),
        ("webinar_sync.runs.run.StepFailedError", "fail"),
        ("webinar_sync.runs.report.RunFailedError", "fail"),
        ("webinar_sync.quality.check.ContractError", "fail"),
        ("webinar_sync.transform.errors.ConservationError", "fail"),
    ],
)
def test_errors_that_tasks_end_with_are_retried_as_intended(name: str, decision: str) -> None:
    module, _, class_name = name.rpartition(".")

    assert decide(getattr(importlib.import_module(module), class_name)) == decision


def test_input_and_connections_that_make_no_sense_fail_at_once() -> None:
    assert [decide(InvalidInput), decide(ConfigError)] == ["fail", "fail"]
