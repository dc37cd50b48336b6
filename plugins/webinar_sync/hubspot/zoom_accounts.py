"""Which Zoom accounts are connected now: of others, nothing is sent and nothing withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.runs.run import Run


def record_zoom_accounts(run: Run, are_sandbox: Mapping[str, bool]) -> None:
    """Record the Zoom accounts that the connections are of now.

    :param are_sandbox: by account id, whether its API is where only the sandbox's can be
    """
    rows = [
        {"account_id": account_id, "is_sandbox": is_sandbox}
        for account_id, is_sandbox in are_sandbox.items()
    ]
    run.warehouse.execute("hubspot/record_zoom_accounts", rows=as_json(rows), run_id=run.run_id)
