"""What counts rows knows every step that sends, and every table that is written."""

from __future__ import annotations

from webinar_sync.airflow import lineage
from webinar_sync.hubspot.push.steps import STEPS
from webinar_sync.load.merge import MERGED, rows_written
from webinar_sync.runs import metrics
from webinar_sync.warehouse.marts import MERGED_MARTS

SENDING = set(STEPS) - {"refresh_mirror"}


def test_each_step_that_sends_is_counted_and_told() -> None:
    assert set(metrics._SENT) == SENDING
    assert set(lineage._PUSH) == SENDING


def test_each_table_of_marts_that_is_merged_is_counted() -> None:
    marts = [table.name for table in MERGED if table.schema == "marts"]
    assert sorted(MERGED_MARTS) == sorted(marts)


def test_a_load_that_writes_answers_alone_has_written_something() -> None:
    counts = {"webinars_computed": 3, "contacts": 0, "outcomes": 2, "registration_answers": 1}
    assert rows_written(counts) == {"registration_answers": 1}
