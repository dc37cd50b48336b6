"""Renders the results of a run's checks: `python -m webinar_sync checks "<run id>"`.

Pages are made on demand from sync.validations, which hold counts and row keys and no values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.errors import InvalidInput
from webinar_sync.quality.validation import render_page

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def render_run(warehouse: Warehouse, run_id: str) -> str:
    """Return one HTML page with every result of a run, one after another.

    :raises InvalidInput: if nothing was checked in that run; names the last runs with results
    """
    results = warehouse.rows("quality/select_validations", run_id=run_id)
    if not results:
        run_ids = [row["run_id"] for row in warehouse.rows("quality/select_validated_runs")]
        raise InvalidInput(
            f"Nothing was checked in the run {run_id!r}. Runs with results: {'; '.join(run_ids)}"
        )
    return "\n".join(render_page(row["result"]) for row in results)
