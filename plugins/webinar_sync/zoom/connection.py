"""Zoom's Airflow connections: the hook behind the type `zoom`, and the list of accounts."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook, Variable

from webinar_sync.zoom.client import ZoomClient
from webinar_sync.zoom.endpoints import USERS
from webinar_sync.zoom.errors import ZoomError
from webinar_sync.zoom.settings import ConnectionSettingsError, ZoomSettings, check_primary

CONN_IDS_VARIABLE = "zoom_conn_ids"


class ZoomHook(BaseHook):  # type: ignore[misc]  # Airflow is not followed by mypy
    """Reads a connection of type `zoom`: a Server-to-Server OAuth app of one Zoom account."""

    conn_name_attr = "zoom_conn_id"
    default_conn_name = "zoom_default"
    conn_type = "zoom"
    hook_name = "Zoom"

    def __init__(self, zoom_conn_id: str = default_conn_name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zoom_conn_id = zoom_conn_id

    @property
    def settings(self) -> ZoomSettings:
        """What the connection says.

        :raises ConnectionSettingsError: if it lacks something
        """
        found = self.get_connection(self.zoom_conn_id)
        return ZoomSettings.from_parts(
            self.zoom_conn_id,
            host=_with_scheme_and_port(found),
            login=found.login,
            password=found.password,
            extra=found.extra_dejson,
        )

    def test_connection(self) -> tuple[bool, str]:
        """Ask for a token and for one user; Airflow's Test button shows the answer."""
        try:
            client = ZoomClient(self.settings)
            client.get(USERS, query={"page_size": 1})
        except (ZoomError, ConnectionSettingsError) as error:
            return False, str(error)
        return True, "Zoom answers, and the app may list users."


def _with_scheme_and_port(connection: Any) -> str | None:
    """Return the API's base as given: a URL, or a host with its scheme and port in other fields."""
    host = connection.host
    if not host or "://" in host:
        return str(host) if host else None
    scheme = connection.schema or "https"
    return f"{scheme}://{host}:{connection.port}" if connection.port else f"{scheme}://{host}"


def read_accounts() -> list[ZoomSettings]:
    """Return the settings of all connected accounts.

    `zoom_default`, and the connections named in the Airflow variable `zoom_conn_ids` (a JSON list,
    or separated by commas).

    :raises ConnectionSettingsError: if a connection lacks something, or not exactly one is primary
    """
    listed = Variable.get(CONN_IDS_VARIABLE, default="")
    names = listed.strip().strip("[]").replace('"', "").replace("'", "").split(",")
    conn_ids = [ZoomHook.default_conn_name, *(name.strip() for name in names if name.strip())]
    accounts = [ZoomHook(conn_id).settings for conn_id in dict.fromkeys(conn_ids)]
    check_primary(accounts)
    return accounts
