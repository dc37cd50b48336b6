"""How tasks run: how often Airflow tries them again, and after which errors it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "webinar-sync",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception="webinar_sync.errors.NeedsAttention",
                action=RetryAction.FAIL,
                reason="Somebody must act, as the error says: trying again changes nothing.",
            ),
            RetryRule(
                exception="webinar_sync.errors.Unavailable",
                action=RetryAction.RETRY,
                reason="Zoom, HubSpot or the warehouse was unavailable: what is done stays done.",
            ),
        ]
    ),
}
"""For every Dag of this project. Airflow retries after an error that no rule names, too."""
