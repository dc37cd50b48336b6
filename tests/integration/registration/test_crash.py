"""The webhooks, the watcher and the task are killed at random moments while requests pour in."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import requests

from local.airflow import free_port
from sandbox.clock import SandboxClock
from sandbox.hubspot.model import Portal
from sandbox.hubspot.server import create_hubspot_app
from sandbox.hubspot.workflows import sign
from sandbox.serve import run_in_thread
from sandbox.zoom.server import create_zoom_app
from tests.builders import NOW, OPEN, PRIMARY, TOKEN, NoPacer, address, query
from webinar_sync.airflow.trigger import watch
from webinar_sync.errors import Busy
from webinar_sync.hubspot.client import HubspotClient
from webinar_sync.hubspot.config import HubspotConfig
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.app import create_app
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signing_secrets import SigningSecrets
from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.config import ZoomConfig

if TYPE_CHECKING:
    from local.postgres import Cluster

REQUESTS = 600
KILLS = 12
PATIENCE_SECONDS = 300
"""When the test gives up, on however loaded a machine."""
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["webinar_sync.registration.worker", "webinar_sync.web.app"])


def serve_webhooks(database_url: str, port: int, public_url: str, secret: str) -> None:
    """Be the process that serves the webhooks."""
    import uvicorn

    warehouse = Warehouse(database_url)
    settings = WebhookSettings(SigningSecrets.read(secret), public_url, Portal(TOKEN).portal_id)
    backend = Backend(warehouse, lambda: settings)
    uvicorn.run(create_app(lambda: backend), host="127.0.0.1", port=port, log_level="error")


def watch_inbox(database_url: str, woken: Any) -> None:
    """Be the triggerer: wake the Dag."""

    async def run() -> None:
        async for _ in watch(database_url):
            woken.release()

    asyncio.run(run())


def process_inbox(database_url: str, zoom_url: str, hubspot_url: str, run_id: str) -> None:
    """Be the task."""
    settings = ZoomConfig(
        "zoom_default", PRIMARY.account_id, PRIMARY.client_id, PRIMARY.client_secret,
        base_url=zoom_url, token_url=f"{zoom_url}/oauth/token", plan="business",
    )  # fmt: skip
    hubspot = HubspotClient(HubspotConfig(TOKEN, base_url=hubspot_url), NoPacer())
    with Warehouse(database_url) as warehouse:
        client = ZoomClient(settings, pacer=NoPacer())
        try:
            Worker(Run(warehouse, run_id), [client], hubspot).process_inbox()
        except Busy:
            return


def test_nothing_is_lost_and_nobody_is_registered_twice(cluster: Cluster, template: str) -> None:
    dice = random.Random(5)
    cluster.create_database("crash_registration", afresh=True, template=template)
    url = cluster.url("crash_registration")
    clock = SandboxClock(NOW, ticking=True)
    zoom = create_zoom_app([PRIMARY], clock, enforce_limits=False)
    hubspot = create_hubspot_app(Portal(TOKEN), clock, enforce_limits=False)
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    with run_in_thread(zoom) as zoom_server, run_in_thread(hubspot) as hubspot_server:
        station = Station(url, port, public, zoom_server.url, hubspot_server.url)
        try:
            enrol_in_disorder(station, hubspot, dice)
            station.disturb(dice, hubspot)
            station.finish(hubspot)
            assert set(station.killed) == {"webhooks", "watcher", "task"}, station.killed
        finally:
            station.stop()
        check(hubspot, zoom, url)


class Station:
    """The three processes, as Airflow runs them: what dies is started again."""

    def __init__(self, url: str, port: int, public: str, zoom_url: str, hubspot_url: str) -> None:
        self.url = url
        self.public = public
        self.woken = PROCESSES.Semaphore(0)
        self._targets: dict[str, tuple[Any, tuple[Any, ...]]] = {
            "webhooks": (serve_webhooks, (url, port, public, Portal(TOKEN).client_secret)),
            "watcher": (watch_inbox, (url, self.woken)),
        }
        self._task = (url, zoom_url, hubspot_url)
        self._processes: dict[str, Any] = {}
        self._runs = 0
        self.over = threading.Event()
        self.killed: Counter[str] = Counter()
        for name in self._targets:
            self._start(name)
        self._runner = threading.Thread(target=self._run_tasks, daemon=True)
        self._runner.start()

    def _start(self, name: str) -> None:
        target, arguments = self._targets[name]
        self._processes[name] = PROCESSES.Process(target=target, args=arguments, daemon=True)
        self._processes[name].start()

    def _run_tasks(self) -> None:
        """Run the task each time that the watcher wakes it; one that was killed, once more."""
        while not self.over.is_set():
            if not self.woken.acquire(timeout=0.2):
                continue
            exit_code = 1
            while exit_code != 0 and not self.over.is_set():
                self._runs += 1
                task = PROCESSES.Process(
                    target=process_inbox, args=(*self._task, f"run {self._runs}"), daemon=True
                )
                task.start()
                self._processes["task"] = task  # whoever kills it meanwhile needs it started
                task.join()
                exit_code = task.exitcode

    def disturb(self, dice: random.Random, hubspot: Any) -> None:
        """Kill one of the processes, again and again, while there is something to do."""
        for place in range(KILLS):
            self.over.wait(dice.uniform(0.1, 0.6))
            if is_done(hubspot):
                return
            name = ("webhooks", "watcher", "task")[place % 3]
            process = self._alive(name)
            if process is None:
                continue
            process.kill()
            process.join()
            self.killed[name] += 1
            if name in self._targets:
                self._start(name)

    def _alive(self, name: str, timeout_seconds: float = 60) -> Any:
        """Wait for the process of a name, and return it; a task lives for moments only."""
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            process = self._processes.get(name)
            if process is not None and process.is_alive():
                return process
            self.over.wait(0.002)
        return None

    def finish(self, hubspot: Any) -> None:
        """Wait until every execution has ended. What is deferred becomes due now."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with Warehouse(self.url) as warehouse:
            while time.monotonic() < deadline:
                if is_done(hubspot):
                    return
                query(
                    warehouse,
                    "with due as (update registration.requests set not_before = least(not_before,"
                    " now()), next_answer_at = least(next_answer_at, now()) where code is null or"
                    " answered_at is null) select pg_notify('registration_requests', '')",
                )
                self.over.wait(0.3)
        raise TimeoutError(f"the executions are {states(hubspot)}")

    def stop(self) -> None:
        """End everything."""
        self.over.set()
        for process in list(self._processes.values()):
            process.kill()
        self._runner.join(10)


def states(hubspot: Any) -> Counter[str]:
    """Return how many executions of the workflow are in which state."""
    return Counter(row["state"] for row in hubspot.executions())


def is_done(hubspot: Any) -> bool:
    """Tell whether every execution has ended."""
    return states(hubspot) == {"done": REQUESTS}


def enrol_in_disorder(station: Station, hubspot: Any, dice: random.Random) -> None:
    """Begin deliveries in the background: each request up to four times, in any order."""
    ids = [
        hubspot.contacts.add(address(f"p{number}"), NOW, firstname=f"P{number}")
        for number in range(REQUESTS)
    ]
    records = [hubspot.contacts.records[contact_id] for contact_id in ids]
    calls = hubspot.account.workflows.enrol(hubspot.account.portal, records, str(OPEN))
    deliveries = [call for call in calls for _ in range(dice.randint(1, 4))]
    dice.shuffle(deliveries)

    def deliver(part: list[Any]) -> None:
        path = f"{station.public}/hubspot/registrations"
        for call in part:
            while not station.over.is_set():  # HubSpot sends again, for three days
                body = json.dumps(call).encode()
                headers = sign(Portal(TOKEN).client_secret, "POST", path, body, time.time())
                try:
                    response = requests.post(path, data=body, headers=headers, timeout=10)
                except requests.RequestException:
                    time.sleep(0.1)
                    continue
                if response.status_code < 500:
                    hubspot.receive_action_response(
                        call["callbackId"], response.status_code, response.json()
                    )
                    break

    for place in range(4):
        threading.Thread(target=deliver, args=(deliveries[place::4],), daemon=True).start()


def check(hubspot: Any, zoom: Any, url: str) -> None:
    """Every request has one outcome, always sent alike; everybody is registered once."""
    with Warehouse(url) as warehouse:
        codes = dict(
            query(warehouse, "select code, count(*) from registration.requests group by 1")
        )
    assert sum(codes.values()) == REQUESTS
    assert set(codes) <= {"REGISTERED", "ALREADY_REGISTERED"}
    for execution in hubspot.account.workflows.executions.values():
        assert execution.outputs, execution
        assert all(outputs == execution.outputs[0] for outputs in execution.outputs), execution
    registrants = zoom.registrants(PRIMARY.account_id, OPEN, status=None)
    people = Counter(person.email for person in registrants)
    assert sum(name.startswith("p") and name[1].isdigit() for name in people) == REQUESTS
    assert set(people.values()) == {1}
    used = Counter(zoom.all_registration_attempts())
    assert set(used) == {1}, used
