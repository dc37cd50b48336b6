"""ASGI apps that the plugin names, made when the first request comes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from fastapi import FastAPI

AIRFLOW_APP = "webinar_sync.airflow_app"
"""The key of a request's scope under which the app around ours stands: Airflow's API server."""


class LazyApp:
    """An app that is made when the first request comes.

    All of Airflow's daemons load plugins; only the API server needs the apps.

    :param make: makes it
    """

    def __init__(self, make: Callable[[], FastAPI]) -> None:
        self._make = make

    @cached_property
    def app(self) -> FastAPI:
        """The app itself."""
        return self._make()

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        """Serve one request, as ASGI asks."""
        # The app that is made writes itself over scope["app"].
        await self.app({**scope, AIRFLOW_APP: scope.get("app")}, receive, send)
