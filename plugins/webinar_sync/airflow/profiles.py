"""How tasks run: how long at most, how often Airflow tries again, after which errors it does not.

A limit ends what would never end by itself, and costs nothing else: what is done stays done, and
the next try, or the next run, resumes. Why they are so long: docs/operating.md, "Time limits".
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from webinar_sync.airflow.failures import record_failed_run, record_failed_task

TASK_LIMIT = timedelta(minutes=40)
"""Of a task that has no other: the warehouse itself ends a statement after 30 minutes."""
EXTRACTION_LIMIT = timedelta(hours=6)
"""A day's heavy requests on Pro take 1.7 hours, with the default rate_share."""
LOAD_LIMIT = timedelta(hours=4)
HUBSPOT_LIMIT = timedelta(hours=6)
"""A day's requests take 7 hours on HubSpot's smallest plan: few pushes need as many."""
MIRROR_AND_LOAD_LIMIT = HUBSPOT_LIMIT + LOAD_LIMIT
REGISTRATION_LIMIT = timedelta(hours=1)

SYNC_RUN_LIMIT = timedelta(days=2)
"""A run may wait for midnight UTC, when Zoom's daily limits end; after that it counts as dead."""
HUBSPOT_RUN_LIMIT = timedelta(hours=30)
"""The same, for midnight where the HubSpot account is, and a step after that."""
RUN_LIMIT = timedelta(hours=6)
"""Of all others: a task with its retries."""

WITHOUT_BACKFILL = (
    "scheduled",
    "manual",
    "asset_triggered",
    "operator_triggered",
    "asset_materialization",
)
"""The kinds of runs of a Dag that is not about a time: a backfill of it would mean nothing."""

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "webinar-sync",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": TASK_LIMIT,
    "on_failure_callback": record_failed_run,
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
                reason="What a task needs was unavailable for a while: what is done stays done.",
            ),
        ]
    ),
}
"""For every Dag of this project. Airflow retries after an error that no rule names, too."""

REPORTED_ARGS: dict[str, Any] = {**DEFAULT_ARGS, "on_failure_callback": record_failed_task}
"""Of tasks that a report follows, whatever became of them: it says how the run ended."""

REGISTRATION_ARGS: dict[str, Any] = {**DEFAULT_ARGS, "retry_delay": timedelta(seconds=10)}
"""Of the registration action, for which people wait."""
