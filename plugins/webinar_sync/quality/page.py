"""Renders what the checks of a run found: `python -m webinar_sync.quality.page "<run id>"`.

Pages are made on demand from sync.validations, which hold counts and row keys and no values.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from webinar_sync.quality.validation import render_page

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def render_run(warehouse: Warehouse, run_id: str) -> str:
    """Return one HTML page with every result of a run, one after another.

    :raises LookupError: if nothing was checked in that run; names the last runs with results
    """
    found = warehouse.rows("quality/select_validations", run_id=run_id)
    if not found:
        known = [row["run_id"] for row in warehouse.rows("quality/select_validated_runs")]
        raise LookupError(
            f"Nothing was checked in the run {run_id!r}. Runs with results: {'; '.join(known)}"
        )
    return "\n".join(render_page(row["result"]) for row in found)


def main() -> int:
    """Print the page of a run."""
    from webinar_sync.warehouse.connection import open_warehouse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run_id", help="as in sync.runs")
    run_id: str = parser.parse_args().run_id
    with open_warehouse() as warehouse:
        try:
            print(render_run(warehouse, run_id))
        except LookupError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
