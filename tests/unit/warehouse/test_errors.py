"""`warehouse.errors`: what PostgreSQL's states mean."""

from __future__ import annotations

import pytest

from webinar_sync.errors import Unavailable
from webinar_sync.warehouse.errors import (
    WarehouseBusyError,
    WarehouseError,
    WarehouseForbiddenError,
    WarehouseNotReadyError,
    WarehouseUnavailableError,
    WarehouseValueError,
    make_error,
)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("21000", WarehouseValueError),  # the same key twice in what is upserted
        ("22003", WarehouseValueError),
        ("23505", WarehouseValueError),
        ("54000", WarehouseValueError),
        ("40P01", WarehouseUnavailableError),
        ("55P03", WarehouseBusyError),
        ("42P01", WarehouseNotReadyError),
        ("42501", WarehouseForbiddenError),
        ("42601", WarehouseError),
    ],
)
def test_a_state_tells_whether_a_value_is_at_fault(state: str, kind: type[WarehouseError]) -> None:
    assert type(make_error(state, "Error", "", is_lost=False)) is kind


@pytest.mark.parametrize(
    ("state", "cause", "remedy"),
    [
        ("53100", "disk is full", "free some of it"),
        ("53200", "no memory left", "give it more"),
        ("53300", "no connection left", "raise its max_connections"),
    ],
)
def test_a_server_that_has_run_out_of_something_is_not_one_that_cannot_be_reached(
    state: str, cause: str, remedy: str
) -> None:
    error = make_error(state, "OperationalError", "", is_lost=True)

    assert isinstance(error, Unavailable)  # it is tried again
    assert cause in str(error)
    assert remedy in str(error)
    assert "reached" not in str(error)


def test_a_server_that_went_away_cannot_be_reached() -> None:
    assert "cannot be reached" in str(make_error("57P01", "AdminShutdown", "", is_lost=True))
