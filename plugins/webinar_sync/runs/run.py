"""Records what one run does: its steps, the issues that it opens and closes, its API requests."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from webinar_sync.errors import (
    OUR_FAULT,
    Busy,
    NeedsAttention,
    WebinarSyncError,
    safe_text,
    safe_trace,
)
from webinar_sync.runs.issue_codes import issue_code
from webinar_sync.runs.metrics import count_requests, count_step
from webinar_sync.runs.progress import Progress
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from webinar_sync.runs.metrics import Meter
    from webinar_sync.runs.window import Window
    from webinar_sync.warehouse.engine import Warehouse

log = logging.getLogger(__name__)

StepState = Literal["running", "done", "skipped", "failed"]


class StepFailedError(NeedsAttention):
    """A step did not do all it should; `sync.run_steps` and `sync.errors` say what is missing."""


@dataclass(frozen=True)
class Run:
    """A run of a Dag, or of a function, by its id in `sync.runs`."""

    warehouse: Warehouse
    run_id: str
    on_end: Callable[[str], None] | None = field(default=None, kw_only=True, compare=False)
    """Is called with one sentence once the run has ended."""
    meter: Meter | None = field(default=None, kw_only=True, compare=False, repr=False)
    """Is told what the run does, in numbers; None: nobody asks for them."""
    progress: Progress = field(default_factory=Progress, init=False, compare=False, repr=False)

    unexpected: ClassVar[type[WebinarSyncError]] = StepFailedError
    """What a step raises in place of an error that is not this project's."""

    def begin(self, dag_id: str, run_type: str, window: Window | None = None) -> None:
        """Record that the run began, and end earlier runs that died without recording their end."""
        self.warehouse.execute("sync/end_dead_runs", run_id=self.run_id)
        self.warehouse.execute("sync/delete_dead_progress")
        self.warehouse.execute(
            "sync/insert_run",
            run_id=self.run_id,
            dag_id=dag_id,
            run_type=run_type,
            window_from=window.since if window else None,
            window_to=window.until if window else None,
        )

    def end(
        self,
        state: Literal["success", "failed"],
        message: str,
        counts: Mapping[str, Any] | None = None,
    ) -> None:
        """Record how the run ended."""
        self.warehouse.execute(
            "sync/update_run_ended",
            run_id=self.run_id,
            state=state,
            message=message,
            counts=json.dumps(dict(counts or {})),
        )
        if self.on_end is not None:
            self.on_end(message)

    def do_step(
        self,
        step: str,
        function: Callable[[], Mapping[str, int]],
        *,
        account_id: str = "",
        label: str = "",
    ) -> dict[str, int]:
        """Call a function that does one step, record how it ended, and return its counts.

        The step ends as `done`; as `skipped` if the function raises `Busy`; else as `failed`. The
        function's own error goes on if it is a `WebinarSyncError`.

        :param account_id: the Zoom account of the step; empty for a step of no account
        :param label: what people call the account or the step; default: the step's name
        :raises WebinarSyncError: `unexpected` in place of any other error, whose text and
            traceback may hold values; it names only the kind of error and its place
        """
        self.record_step(step, "running", account_id=account_id, label=label)
        try:
            with self.progress.following(self.warehouse, self.run_id, step, account_id):
                counts = dict(function())
        except Busy as error:
            self.record_step(
                step, "skipped", account_id=account_id, label=label, message=str(error)
            )
            raise
        except WebinarSyncError as error:
            done: Mapping[str, int] = getattr(error, "counts", None) or {}
            self.record_step(
                step,
                "failed",
                account_id=account_id,
                label=label,
                message=str(error),
                counts=done,
            )
            count_step(self.meter, step, done, account_id)
            raise
        except Exception as error:
            text = safe_text(error)
            for line in (f"{step}: {text}", *safe_trace(error)):
                log.error("%s", line)
            self.record_step(step, "failed", account_id=account_id, label=label, message=text)
        else:
            self.record_step(step, "done", account_id=account_id, label=label, counts=counts)
            count_step(self.meter, step, counts, account_id)
            return counts
        failure = self.unexpected(text)
        failure.add_note(OUR_FAULT)
        raise failure

    def record_step(
        self,
        step: str,
        state: StepState,
        *,
        account_id: str = "",
        label: str = "",
        message: str | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Record the state of a step in `sync.run_steps`; its counts join earlier ones."""
        self.warehouse.execute(
            "sync/upsert_run_step",
            run_id=self.run_id,
            step=step,
            account_id=account_id,
            label=label or step,
            state=state,
            message=message,
            counts=json.dumps(dict(counts or {})),
        )

    def open_issue(
        self,
        object_kind: str,
        object_key: str,
        code: str,
        *,
        message: str,
        remedy: str | None = None,
        resources: int = 1,
        transaction: Connection | None = None,
    ) -> None:
        """Record in `sync.errors` what is wrong with an object, and what to do about it.

        :param code: one of `webinar_sync.runs.issue_codes`, which says whether it is an error
        :param remedy: None: what to do about the code wherever it occurs
        :param resources: how many resources it concerns
        :param transaction: in which to record it; None: in one of its own
        """
        kind_of_issue = issue_code(object_kind, code)
        self._execute(
            "sync/upsert_error",
            transaction,
            object_kind=object_kind,
            object_key=object_key,
            code=code,
            severity=kind_of_issue.severity,
            message=message,
            remedy=remedy or kind_of_issue.remedy,
            resources=resources,
        )

    def close_issues(
        self,
        object_kind: str,
        object_key: str,
        codes: Iterable[str],
        *,
        transaction: Connection | None = None,
    ) -> None:
        """Record in `sync.errors` that an object no longer has these issues."""
        self.close_issues_of([(object_kind, object_key)], codes, transaction=transaction)

    def close_issues_of(
        self,
        objects: Sequence[tuple[str, str]],
        codes: Iterable[str],
        *,
        transaction: Connection | None = None,
    ) -> None:
        """Record in `sync.errors` that objects, by kind and key, no longer have these issues."""
        self._execute(
            "sync/clear_errors",
            transaction,
            object_kinds=[kind for kind, _ in objects],
            object_keys=[key for _, key in objects],
            codes=list(codes),
        )

    def add_requests(
        self,
        api: Literal["zoom", "hubspot"],
        endpoint: str,
        requests: int,
        refused: int,
        *,
        account_id: str = "",
        label: str = "",
    ) -> None:
        """Add to the numbers of requests that the run sent to an endpoint.

        :param refused: how many of them were answered with 429
        :param label: Zoom's rate-limit label
        """
        self.warehouse.execute(
            "sync/upsert_api_requests",
            run_id=self.run_id,
            api=api,
            account_id=account_id,
            label=label,
            endpoint=endpoint,
            requests=requests,
            refused=refused,
        )
        count_requests(self.meter, api, requests, refused, account_id=account_id, label=label)

    def _execute(self, name: str, transaction: Connection | None, **parameters: Any) -> None:
        parameters["run_id"] = self.run_id
        if transaction is None:
            self.warehouse.execute(name, **parameters)
        else:
            transaction.execute(query(name), parameters)
