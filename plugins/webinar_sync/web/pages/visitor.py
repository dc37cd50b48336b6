"""Who looks at a page, and what they may do. Airflow decides both: `webinar_sync.airflow.pages`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import anyio.from_thread
from fastapi import Depends, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

READ_DAG = "sync_webinars_nightly"
"""Who may see runs of this Dag may see the pages."""


@dataclass(frozen=True)
class StartedRun:
    """A Dag run that a page started."""

    dag_id: str
    run_id: str


class LoginRequiredError(Exception):
    """Nobody is logged in.

    :param login_url: where to log in
    """

    def __init__(self, login_url: str) -> None:
        super().__init__("log in first")
        self.login_url = login_url


class ForbiddenError(Exception):
    """Whoever is logged in may not do this. The text says which permission it takes."""


class RunRefusedError(Exception):
    """Airflow did not start a run. The text is for whoever asked for it."""


class Visitor(Protocol):
    """Somebody who is logged in."""

    name: str
    """As Airflow knows them; `settings.history` names them by it."""

    def may_see(self, dag_id: str) -> bool:
        """Tell whether they may see a Dag and its runs."""

    def may_start(self, dag_id: str) -> bool:
        """Tell whether they may start runs of a Dag by hand."""

    async def start(self, dag_id: str, conf: Mapping[str, Any]) -> StartedRun:
        """Start a run of a Dag, as its form would. `conf` holds no address and no name.

        :raises ForbiddenError: if they may not
        :raises RunRefusedError: if Airflow refuses the run
        """


class Gatekeeper(Protocol):
    """Tells who sends a request."""

    async def identify(self, request: Request) -> Visitor:
        """Return who sends a request.

        :raises LoginRequiredError: if nobody is logged in
        """


async def visitor_of(request: Request) -> Visitor:
    """Return who looks at a page.

    :raises LoginRequiredError: if nobody is logged in
    :raises ForbiddenError: if they may not see the pages
    """
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    visitor = await gatekeeper.identify(request)
    if not visitor.may_see(READ_DAG):
        raise ForbiddenError(f"These pages take the permission to see runs of the Dag {READ_DAG}.")
    return visitor


CurrentVisitor = Annotated[Visitor, Depends(visitor_of)]
"""The parameter of a route by which it learns who asks; each route of a page has it."""


def require_start(visitor: Visitor, dag_id: str) -> None:
    """Refuse a change by somebody who may not start the Dag that makes such changes.

    :raises ForbiddenError: names the Dag
    """
    if not visitor.may_start(dag_id):
        raise ForbiddenError(f"This takes the permission to start runs of the Dag {dag_id}.")


def start_run(visitor: Visitor, dag_id: str, **conf: Any) -> StartedRun:
    """Start a run of a Dag from a route that is no coroutine.

    :raises ForbiddenError: if the visitor may not
    :raises RunRefusedError: if Airflow refuses the run
    """
    require_start(visitor, dag_id)
    return anyio.from_thread.run(visitor.start, dag_id, conf)
