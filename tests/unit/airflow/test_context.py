"""What a task does with its context."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import DownstreamTasksSkipped

from webinar_sync.airflow.context import skip_in_branch


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
