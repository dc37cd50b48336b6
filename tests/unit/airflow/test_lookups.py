"""What counts as missing, by what Airflow's API server, or its database, answers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError, ErrorType
from airflow.sdk.execution_time import task_runner
from airflow.sdk.execution_time.comms import (
    ConnectionResult,
    ErrorResponse,
    GetConnection,
    GetVariable,
    GetVariableKeys,
    VariableKeysResult,
)
from airflow.utils import session as airflow_session
from sqlalchemy.exc import OperationalError

from webinar_sync.airflow.connections import hubspot_account, zoom_account, zoom_accounts
from webinar_sync.airflow.lookups import AirflowUnavailableError, get_connection, get_variable
from webinar_sync.errors import ConfigError, Unavailable
from webinar_sync.tasks import sync_webinars

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = {
    GetConnection: ErrorResponse(error=ErrorType.CONNECTION_NOT_FOUND),
    GetVariable: ErrorResponse(error=ErrorType.VARIABLE_NOT_FOUND),
}
ERROR = ErrorResponse(error=ErrorType.API_SERVER_ERROR)
LOOKUPS = (
    lambda: get_connection("zoom_other"),
    lambda: get_variable("zoom_conn_ids"),
    lambda: zoom_account("zoom_other"),
    zoom_accounts,
    hubspot_account,
)


class Supervisor:
    """Answers a task's questions as Airflow's does: errors of the API server are raised."""

    def __init__(self, responses: dict[type, Any]) -> None:
        self.responses = responses

    def send(self, question: Any) -> Any:
        answer = self.responses[type(question)]
        if isinstance(answer, list):
            answer = answer.pop(0)
        is_missing = getattr(answer, "error", None) in {
            ErrorType.CONNECTION_NOT_FOUND,
            ErrorType.VARIABLE_NOT_FOUND,
        }
        if isinstance(answer, ErrorResponse) and not is_missing:
            raise AirflowRuntimeError(answer)
        return answer


def run_task(monkeypatch: pytest.MonkeyPatch, responses: dict[type, Any]) -> None:
    monkeypatch.setattr(task_runner, "SUPERVISOR_COMMS", Supervisor(responses), raising=False)


@pytest.mark.parametrize(
    "responses",
    [
        pytest.param(dict.fromkeys([*MISSING, GetVariableKeys], ERROR), id="no API server"),
        pytest.param({**MISSING, GetVariableKeys: ERROR}, id="no database"),
    ],
)
def test_what_nobody_can_say_is_not_missing(
    responses: dict[type, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_task(monkeypatch, responses)

    for look_up in LOOKUPS:
        with pytest.raises(AirflowUnavailableError, match="could not say whether there is a"):
            look_up()
    assert issubclass(AirflowUnavailableError, Unavailable)


def test_what_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    run_task(
        monkeypatch, {**MISSING, GetVariableKeys: VariableKeysResult(keys=[], total_entries=0)}
    )

    with pytest.raises(AirflowNotFoundException):
        get_connection("zoom_other")
    with pytest.raises(ConfigError, match="There is no Airflow connection zoom_other"):
        zoom_account("zoom_other")
    assert hubspot_account() is None
    assert get_variable("zoom_conn_ids") == ""


def test_what_an_outage_hid_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    others = dict.fromkeys(("host", "schema", "password", "port", "extra"))
    connection = ConnectionResult(conn_id="zoom_other", conn_type="zoom", login="client", **others)
    run_task(
        monkeypatch,
        {
            GetConnection: [MISSING[GetConnection], MISSING[GetConnection], connection],
            GetVariableKeys: VariableKeysResult(keys=[], total_entries=0),
        },
    )

    assert get_connection("zoom_other").login == "client"


def test_a_load_goes_on_with_the_last_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    run_task(monkeypatch, {**MISSING, GetVariableKeys: ERROR})

    assert sync_webinars._mirror_hubspot(None, "account", "Brand") == {}  # type: ignore[arg-type]


@pytest.mark.parametrize("is_away", [True, False])
def test_airflows_own_processes_ask_the_database(
    is_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def create_session() -> Iterator[Any]:
        class Session:
            def execute(self, _: Any) -> None:
                if is_away:
                    raise OperationalError("SELECT 1", {}, Exception())

        yield Session()

    monkeypatch.setattr(airflow_session, "create_session", create_session)
    monkeypatch.setenv("_AIRFLOW_PROCESS_CONTEXT", "server")

    expected = AirflowUnavailableError if is_away else AirflowNotFoundException
    with pytest.raises(expected):
        get_connection("zoom_other")
