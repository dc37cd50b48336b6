"""The pages without Airflow: a visitor who may do what a test says, and a client like a browser."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from sandbox.serve import run_in_thread
from tests.builders.roles import as_role
from webinar_sync.warehouse.roles import PAGES
from webinar_sync.web.pages.app import create_pages
from webinar_sync.web.pages.visitor import LoginRequiredError, RunRefusedError, StartedRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fastapi import Request

    from webinar_sync.warehouse.engine import Warehouse

LOGIN_URL = "/auth/login"


@dataclass
class Guest:
    """A visitor. What they started is kept.

    :param may_read: whether they see the pages
    :param startable: the Dags that they may start; None: all
    :param refusal: what Airflow says instead of starting a run
    :param most_runs: so many are started before it says that
    """

    name: str = "guest"
    may_read: bool = True
    startable: frozenset[str] | None = None
    refusal: str | None = None
    most_runs: int = 0
    started: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def may_see(self, dag_id: str) -> bool:
        """Tell whether they see a Dag."""
        return self.may_read

    def may_start(self, dag_id: str) -> bool:
        """Tell whether they may start a Dag."""
        return self.startable is None or dag_id in self.startable

    async def start(self, dag_id: str, conf: Mapping[str, Any]) -> StartedRun:
        """Keep what would be started."""
        if self.refusal and len(self.started) >= self.most_runs:
            raise RunRefusedError(self.refusal)
        self.started.append((dag_id, dict(conf)))
        return StartedRun(dag_id, f"manual__{len(self.started)}")


class OpenDoor:
    """A gatekeeper that knows one visitor, or nobody."""

    def __init__(self, guest: Guest | None) -> None:
        self.guest = guest

    async def identify(self, request: Request) -> Guest:
        """Return the visitor."""
        if self.guest is None:
            raise LoginRequiredError(LOGIN_URL)
        return self.guest


def page_routes() -> list[tuple[str, str]]:
    """Return method and path of each route, with something for its parameters."""
    app = create_pages(_no_warehouse, OpenDoor(None))
    return [
        (method, "/webinars" + re.sub(r"\{[^}]*\}", "1", route.path))
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]


def _no_warehouse() -> Warehouse:
    raise AssertionError("no warehouse is needed")


READER = frozenset[str]()
"""The Dags that somebody who may only read may start."""


def _mount(pages: FastAPI) -> FastAPI:
    """Put the pages where Airflow does."""
    around = FastAPI()
    around.mount("/webinars", pages)
    return around


@contextmanager
def browse(
    warehouse: Warehouse, guest: Guest | None, language: str = "en"
) -> Iterator[httpx.Client]:
    """Serve the pages where Airflow mounts them, and yield a client that sends what a browser does.

    The pages get the warehouse with the rights of their role.

    :param guest: who is logged in; None: nobody
    """
    with (
        as_role(warehouse, PAGES) as limited,
        serve_pages(lambda: limited, guest, language) as client,
    ):
        yield client


@contextmanager
def serve_pages(
    open_warehouse: Callable[[], Warehouse], guest: Guest | None, language: str = "en"
) -> Iterator[httpx.Client]:
    """Serve the pages of a warehouse where Airflow mounts them; the same client is yielded."""
    headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
    with (
        run_in_thread(_mount(create_pages(open_warehouse, OpenDoor(guest)))) as server,
        httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client,
    ):
        yield client
