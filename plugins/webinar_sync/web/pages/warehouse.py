"""The warehouse, as routes get it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from webinar_sync.warehouse.engine import Warehouse


def _warehouse_of(request: Request) -> Warehouse:
    warehouse: Warehouse = request.app.state.warehouse()
    return warehouse


CurrentWarehouse = Annotated[Warehouse, Depends(_warehouse_of)]
"""The parameter of a route by which it gets the warehouse."""
