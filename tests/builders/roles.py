"""A warehouse with the rights of one of its roles."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def as_role(warehouse: Warehouse, role: str) -> Iterator[Warehouse]:
    """Open a warehouse once more, with the rights of a role and no others."""
    url = warehouse._engine.url.set(drivername="postgresql")
    url = url.update_query_dict({"options": f"-c role={role}"})
    with Warehouse(url.render_as_string(hide_password=False)) as limited:
        yield limited
