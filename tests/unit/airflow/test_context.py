"""What a task does with its context."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import (
    AirflowRescheduleException,
    AirflowSkipException,
    DownstreamTasksSkipped,
)

from webinar_sync.airflow.context import rescheduling, skip_in_branch
from webinar_sync.errors import Busy


def test_a_task_of_a_branch_skips_another_of_its_own_branch_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task_instance = SimpleNamespace(task_id="account_branch.extract_account", map_index=2)
    monkeypatch.setattr(
        "webinar_sync.airflow.context.get_current_context", lambda: {"ti": task_instance}
    )

    with pytest.raises(DownstreamTasksSkipped) as skip:
        skip_in_branch("load_marts")

    assert skip.value.tasks == [("account_branch.load_marts", 2)]


@pytest.mark.parametrize("is_brief", [False, True])
def test_a_task_that_may_skip_comes_back_where_a_brief_run_is_at_work(is_brief: bool) -> None:
    expected = AirflowRescheduleException if is_brief else AirflowSkipException
    with pytest.raises(expected), rescheduling(busy_after=None):
        raise Busy("another run", is_brief=is_brief)
