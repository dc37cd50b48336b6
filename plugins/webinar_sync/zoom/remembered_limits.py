"""Remembers from run to run what Zoom's rate-limit headers said of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from webinar_sync.zoom.endpoints import Label
from webinar_sync.zoom.issues import PLAN_TOO_HIGH_CODE

if TYPE_CHECKING:
    from webinar_sync.zoom.account_warehouse import AccountWarehouse
    from webinar_sync.zoom.client import ZoomClient

REMEMBERED = timedelta(hours=24)
"""A lower limit of a second is believed so long; then the account may have another plan."""


def recall_limits(client: ZoomClient, warehouse: AccountWarehouse) -> None:
    """Let a client begin with what earlier runs learnt of the account's limits."""
    now = client.now()
    for row in warehouse.rows("zoom/select_rate_limits"):
        label: Label = row["label"]
        if row["per_second"] and row["per_second_read_at"] > now - REMEMBERED:
            client.pacer.lower(label, row["per_second"])
        if row["left_today"] is not None:
            client.left.keep(label, row["left_today"], row["left_read_at"], sent=0)


def remember_limits(client: ZoomClient, warehouse: AccountWarehouse) -> None:
    """Keep what a client learnt of the account's limits, and say if its plan is too high."""
    if not client.sent:
        return
    now = client.now()
    for label in get_args(Label):
        per_second = client.learnt_limits.get(label)
        left = client.left_today(label)
        if per_second is not None or left is not None:
            warehouse.execute(
                "zoom/upsert_rate_limit",
                label=label,
                per_second=per_second,
                left_today=left,
                answered_at=now,
            )
    config = client.config
    lowered = client.pacer.lowered
    if not lowered:
        warehouse.run.close_issues("account", config.account_id, [PLAN_TOO_HIGH_CODE])
        return
    limits = ", ".join(f"{limit} {label}" for label, limit in lowered.items())
    warehouse.run.open_issue(
        "account",
        config.account_id,
        PLAN_TOO_HIGH_CODE,
        message=f"The connection {config.conn_id} says that the account {config.label} has the "
        f"plan {config.plan}, and Zoom allows fewer requests a second: {limits}. The sync keeps "
        "to these.",
    )
