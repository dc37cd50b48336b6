"""The pages by Airflow's login and its permissions, served by the API server.

The pages are in `webinar_sync.web.pages`; here is what asks Airflow who looks and what they may do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.airflow.lazy_app import AIRFLOW_APP
from webinar_sync.web.pages.visitor import (
    ForbiddenError,
    LoginRequiredError,
    RunRefusedError,
    StartedRun,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
    from fastapi import FastAPI, Request


def create_airflow_pages() -> FastAPI:
    """Return the app. The connection `warehouse` is looked up when the first page is asked for."""
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.web.pages.app import create_pages

    return create_pages(open_warehouse, AirflowGatekeeper())


class AirflowGatekeeper:
    """Asks Airflow's auth manager, as its own pages do."""

    async def identify(self, request: Request) -> AirflowVisitor:
        """Return who sends a request, by the cookie or the bearer token of Airflow's login.

        :raises LoginRequiredError: if nobody is logged in
        """
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
        from fastapi import HTTPException

        try:
            user = await get_user(request, None, await bearer_scheme(request))
        except HTTPException as error:
            address = request.url.replace(scheme="", netloc="")
            login_url = get_auth_manager().get_url_login(next_url=str(address))
            raise LoginRequiredError(login_url) from error
        return AirflowVisitor(user, request)


class AirflowVisitor:
    """Somebody who is logged in to Airflow."""

    def __init__(self, user: BaseUser, request: Request) -> None:
        self.name = str(user.get_name())
        self._user = user
        self._request = request

    def may_see(self, dag_id: str) -> bool:
        """Tell whether they may see a Dag and its runs."""
        return self._may("GET", dag_id)

    def may_start(self, dag_id: str) -> bool:
        """Tell whether they may start runs of a Dag by hand."""
        return self._may("POST", dag_id)

    async def start(self, dag_id: str, conf: Mapping[str, Any]) -> StartedRun:
        """Start a run of a Dag by Airflow's own API, as whoever is logged in.

        It is called within this process, checks permission and params, and logs who did what.

        :raises ForbiddenError: if they may not
        :raises RunRefusedError: if Airflow refuses the run
        """
        import httpx

        transport = httpx.ASGITransport(app=self._request.scope[AIRFLOW_APP])
        headers = {
            name: value
            for name in ("cookie", "authorization")
            if (value := self._request.headers.get(name))
        }
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as client:
            response = await client.post(
                f"/api/v2/dags/{dag_id}/dagRuns",
                json={"logical_date": None, "conf": dict(conf)},
                headers=headers,
            )
        if response.status_code in {401, 403}:
            raise ForbiddenError(f"This takes the permission to start runs of the Dag {dag_id}.")
        if response.is_error:
            raise RunRefusedError(f"Airflow did not start {dag_id}: {_detail(response.json())}")
        return StartedRun(dag_id, str(response.json()["dag_run_id"]))

    def _may(self, method: str, dag_id: str) -> bool:
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.models.resource_details import (
            DagAccessEntity,
            DagDetails,
        )

        return bool(
            get_auth_manager().is_authorized_dag(
                method=method,
                access_entity=DagAccessEntity.RUN,
                details=DagDetails(id=dag_id),
                user=self._user,
            )
        )


def _detail(answer: Any) -> str:
    detail = answer.get("detail") if isinstance(answer, dict) else answer
    if isinstance(detail, dict):
        detail = detail.get("reason") or detail.get("message") or detail
    return str(detail)
