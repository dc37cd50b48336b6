"""`warehouse.errors`: what PostgreSQL's states mean."""

from __future__ import annotations

import pytest

from webinar_sync.warehouse.errors import (
    WarehouseBusyError,
    WarehouseError,
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
        ("42601", WarehouseError),
    ],
)
def test_a_state_tells_whether_a_value_is_at_fault(state: str, kind: type[WarehouseError]) -> None:
    assert type(make_error(state, "Error", "", is_lost=False)) is kind
