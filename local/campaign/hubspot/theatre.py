"""Zoom's and HubSpot's accounts over HTTP, and the runs between them: here, or to be killed.

The warehouse goes by the campaign's clock, too: its databases find a `now()` of their own before
PostgreSQL's, which is as far from it as the campaign's moment is from today.
"""

from __future__ import annotations

import os
import signal
import sys
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event

from local.campaign.hubspot.account import (
    OTHER_PORTAL,
    OTHER_TOKEN,
    PORTAL,
    TOKEN,
    late_listed,
)
from local.campaign.hubspot.compared import check_everybody_is_compared
from local.campaign.hubspot.features import PLAIN, Features
from local.campaign.hubspot.watching import Interruption, Portals, WatchedHubspot
from local.campaign.runs import PROCESSES, NoPacer, RunPlan, Theatre, wait_until_alone
from sandbox.serve import run_in_thread
from webinar_sync.errors import WebinarSyncError
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.hubspot.gate.state import Wishes
from webinar_sync.hubspot.push.plan import has_work, make_plan
from webinar_sync.hubspot.push.steps import begin_push, push
from webinar_sync.hubspot.reconcile.reconciliation import reconcile
from webinar_sync.hubspot.run import HubspotRun
from webinar_sync.pipeline import sync
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.migrations import migrate
from webinar_sync.zoom.client import ZoomClient

if TYPE_CHECKING:
    from local.postgres import Cluster
    from sandbox.zoom.model import Account
    from webinar_sync.zoom.config import ZoomConfig

Step = Literal["nightly", "push", "reconcile"]
_CRASHED = 3
_OWN_CLOCK = """
create function public.now() returns timestamptz language sql stable as $$
select pg_catalog.now() + current_setting('campaign.shift')::interval $$;
create function public.clock_timestamp() returns timestamptz language sql volatile as $$
select pg_catalog.clock_timestamp() + current_setting('campaign.shift')::interval $$;
"""


@dataclass(frozen=True)
class Scene:
    """A step at its moment."""

    step: Step
    moment: datetime

    def __str__(self) -> str:
        """Return it as a story names it."""
        return f"{self.step} {self.moment:%d %H:%M}"


@dataclass(frozen=True)
class Form:
    """What somebody fills in who starts a push by hand; nothing: it is not by hand."""

    take_over: bool = False
    beyond_brake: bool = False


BY_ITSELF = Form()


@dataclass(frozen=True)
class Job:
    """A scene in a warehouse, with what its form says."""

    scene: Scene
    url: str
    run_id: str
    zoom: ZoomConfig
    hubspot: HubspotConfig
    form: Form = BY_ITSELF


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `is_crash`: by an error that is none of the project's."""

    success: bool
    message: str
    is_crash: bool = False

    def __str__(self) -> str:
        """Return it as a story tells it."""
        return f"{'success' if self.success else 'failed'}: {self.message}"


class HubspotTheatre(Theatre):
    """The campaign's Zoom account and HubSpot's portals, and the clock that they go by."""

    def __init__(self, account: Account, features: Features = PLAIN) -> None:
        super().__init__(account)
        self.late_listed = late_listed(account)
        self.features = features
        self._portal = features.furnish(PORTAL)
        self.hubspot = WatchedHubspot(self._portal, self.clock)
        self.other_portal = WatchedHubspot(OTHER_PORTAL, self.clock)
        self._server_of_portals = run_in_thread(
            Portals({TOKEN: self.hubspot, OTHER_TOKEN: self.other_portal})
        )
        config = HubspotConfig(TOKEN, base_url=self._server_of_portals.url)
        self.hubspot_config = features.connect(config, PORTAL)
        self._jobs = 0

    def close(self) -> None:
        """Stop serving."""
        super().close()
        self._server_of_portals.stop()

    def begin_anew(self) -> None:
        """Put an untouched portal in the place of each."""
        for app, portal in ((self.hubspot, self._portal), (self.other_portal, OTHER_PORTAL)):
            fresh = WatchedHubspot(portal, self.clock)
            app.restore(fresh.account, fresh.watch)

    def job(self, scene: Scene, url: str, *, token: str = TOKEN, form: Form = BY_ITSELF) -> Job:
        """Return the job of a scene in a warehouse."""
        self._jobs += 1
        hubspot = replace(self.hubspot_config, token=token)
        run_id = f"{scene.step} {self._jobs}"
        return Job(scene, url, run_id, self.config, hubspot, form)

    def play(self, job: Job, *interruptions: Interruption) -> Outcome:
        """Do a job here."""
        self._set(job)
        self.hubspot.begin_run(*interruptions)
        try:
            return do_job(job)
        except WebinarSyncError as error:
            return Outcome(success=False, message=str(error))
        except Exception as error:  # whatever it is, it is told
            return Outcome(False, f"raised {type(error).__name__}: {error}", is_crash=True)
        finally:
            self.hubspot.end_run()

    def play_and_kill(
        self,
        job: Job,
        *interruptions: Interruption,
        request: int = 0,
        is_before: bool = True,
        statement: int = 0,
    ) -> Outcome:
        """Do a job as a process, which dies at a request or at a statement, and say at which."""
        self._set(job)
        statements = PROCESSES.Value("i", 0)
        process = PROCESSES.Process(target=do_until, args=(job, statements, statement))

        def kill() -> None:
            if process.pid:
                os.kill(process.pid, signal.SIGKILL)

        deaths = [Interruption(request, kill, is_before)] if request else []
        self.hubspot.begin_run(*interruptions, *deaths)
        try:
            process.start()
            process.join()
            wait_until_alone(job.url)
        finally:
            self.hubspot.end_run()
        when = "before" if is_before else "after"
        at = f"at statement {statement}" if statement else f"{when} request {request}"
        if process.exitcode == -signal.SIGKILL:
            return Outcome(success=False, message=f"killed {at}")
        is_crash = process.exitcode == _CRASHED
        return Outcome(not is_crash, f"ended before it was to die {at}", is_crash)

    def _set(self, job: Job) -> None:
        self.clock.set(job.scene.moment)
        self.app.log.clear()
        set_clock(job.url, job.scene.moment)

    def copy_hubspot(self) -> Any:
        """Return the portal and what was seen of it, to be restored."""
        return deepcopy((self.hubspot.account, replace(self.hubspot.watch, judge=None)))


def create_warehouse(cluster: Cluster, name: str, moment: datetime) -> str:
    """Create an empty warehouse with a clock of its own; return its URL."""
    cluster.create_database(name, afresh=True)
    url = cluster.url(name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_OWN_CLOCK)
    _find_own_clock(url)
    set_clock(url, moment)
    migrate(url)
    return url


def copy_warehouse(cluster: Cluster, name: str, template: str, moment: datetime) -> str:
    """Create a warehouse as another one is; return its URL."""
    cluster.create_database(name, afresh=True, template=template)
    url = cluster.url(name)
    _find_own_clock(url)
    set_clock(url, moment)
    return url


def _find_own_clock(url: str) -> None:
    """Have a database look into the schema public before PostgreSQL's own."""
    _alter_database(url, sql.SQL("search_path = public, pg_catalog"))


def set_clock(url: str, moment: datetime) -> None:
    """Let connections to a warehouse that are made from now on begin at a moment."""
    seconds = (moment - datetime.now(UTC)).total_seconds()
    _alter_database(url, sql.SQL("campaign.shift = {}").format(sql.Literal(f"{seconds} seconds")))


def _alter_database(url: str, setting: sql.Composable) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("alter database {} set {}").format(database, setting))


def do_job(job: Job) -> Outcome:
    """Do what the Dag of a step does."""
    client = HubspotClient(job.hubspot, NoPacer(), sleep=lambda seconds: None)
    with Warehouse(job.url) as warehouse:
        run = HubspotRun(warehouse, job.run_id, client, take_over=job.form.take_over)
        if job.scene.step == "push":
            return _push(run, Wishes(beyond_brake=job.form.beyond_brake))
        if job.scene.step == "reconcile":
            counts = reconcile(run)
            return Outcome(success=True, message=f"{counts['differences']} differences")
        return _sync(job, warehouse, client)


def _push(run: HubspotRun, wishes: Wishes) -> Outcome:
    """Push as the Dag does: it only begins if nothing differs."""
    check_everybody_is_compared(run.warehouse)
    if not has_work(make_plan(run.warehouse, wishes=wishes).changes):
        begin_push(run, "push", "function", wishes)
        run.end("success", "nothing differs")
        return Outcome(success=True, message="nothing to send")
    report = push(run, wishes=wishes)
    return Outcome(report.success, report.message)


def _sync(job: Job, warehouse: Warehouse, hubspot: HubspotClient) -> Outcome:
    nightly = RunPlan("nightly", job.scene.moment)
    zoom = ZoomClient(job.zoom, pacer=NoPacer(), sleep=lambda seconds: None)  # type: ignore[arg-type]
    report = sync(
        Run(warehouse, job.run_id),
        [zoom],
        nightly.window(),
        is_full=nightly.is_full,
        hubspot=hubspot,
    )
    return Outcome(report.success, report.message)


def do_until(job: Job, statements: Any, last: int) -> None:
    """Do a job as a process of its own, and die before the last statement, unless it is 0."""

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        with statements.get_lock():
            statements.value += 1
            if statements.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        do_job(job)
    except WebinarSyncError:
        pass  # it ends as a failed task does
    except Exception:
        sys.exit(_CRASHED)
