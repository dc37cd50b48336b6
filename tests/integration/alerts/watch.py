"""What alerts are about: runs and errors as the product leaves them, and time that passes."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.builders import execute
from webinar_sync.runs.run import Run
from webinar_sync.tasks import send_alerts

if TYPE_CHECKING:
    from typing import Literal

    from webinar_sync.warehouse.engine import Warehouse

TIMES = {
    "sync.runs": ("started_at", "ended_at"),
    "sync.errors": ("first_seen_at", "last_seen_at", "cleared_at"),
    "sync.alerts": ("since_at", "first_seen_at", "last_seen_at", "sent_at"),
    "sync.alert_receivers": ("next_attempt_at",),
    "hubspot.held": ("since", "first_held_at"),
}


@dataclass
class Watch:
    """Runs the task `send_alerts`, as often as a test likes."""

    warehouse: Warehouse
    failed_in_airflow: set[str] = field(default_factory=set)
    runs: int = 0

    def state_of_run(self, dag_id: str, run_id: str) -> str | None:
        """Say of a run what Airflow would."""
        return "failed" if f"{dag_id} {run_id}" in self.failed_in_airflow else "running"

    def look(self) -> dict[str, int]:
        """Run the task once."""
        self.runs += 1
        return send_alerts.send_alerts(
            SimpleNamespace(dag_id="send_alerts", run_id=f"look {self.runs}", run_type="scheduled")
        )

    def let_pass(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Let time pass: everything that was written down is so much older."""
        for table, columns in TIMES.items():
            changes = ", ".join(
                f"{column} = {column} - :hours * interval '1 hour'" for column in columns
            )
            execute(self.warehouse, f"update {table} set {changes}", hours=hours + minutes / 60)

    def begin_run(self, dag_id: str, run_type: str = "scheduled") -> Run:
        """Begin a run."""
        self.runs += 1
        run = Run(self.warehouse, f"{dag_id} {run_type}__{self.runs}")
        run.begin(dag_id, run_type)
        return run

    def end_run(
        self, dag_id: str, state: Literal["success", "failed"], message: str = "", **options: Any
    ) -> None:
        """Let a run begin and end."""
        self.begin_run(dag_id, **options).end(state, message)

    def open_error(self, kind: str, key: str, code: str, message: str = "Zoom refuses it.") -> None:
        """Open an error, as any run does."""
        Run(self.warehouse, "a run").open_issue(kind, key, code, message=message)

    def close_error(self, kind: str, key: str, code: str) -> None:
        """Close an error."""
        Run(self.warehouse, "a run").close_issues(kind, key, [code])
