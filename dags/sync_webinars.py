"""Placeholder replaced below."""

from __future__ import annotations
import pendulum
from airflow.sdk import dag, task


@dag(schedule=None, start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), tags=["x"])
def probe():
    @task
    def one():
        from airflow.sdk import get_current_context

        c = get_current_context()
        print(sorted(c), c["dag_run"].run_type, c["dag_run"])

    one()


probe()
