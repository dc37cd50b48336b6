"""`python -m webinar_sync probe`: which connections it reads, what it prints, how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.integration.probe.accounts import make_zoom
from webinar_sync.__main__ import main
from webinar_sync.airflow.connections import existing_zoom_accounts
from webinar_sync.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.probe.conftest import Probed


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[[Probed], None]:
    """Return a function that connects a Zoom and a HubSpot account; probes of them do not wait."""

    def connect_accounts(probed: Probed) -> None:
        zoom, hubspot = probed.read_zoom().client.config, probed.read_hubspot().config
        connections = {
            "ZOOM_DEFAULT": {
                "conn_type": "zoom",
                "host": zoom.base_url,
                "login": zoom.client_id,
                "password": zoom.client_secret,
                "extra": {"account_id": zoom.account_id, "token_url": zoom.token_url},
            },
            "HUBSPOT_DEFAULT": {
                "conn_type": "hubspot",
                "host": hubspot.base_url,
                "password": hubspot.token,
            },
        }
        for name, connection in connections.items():
            monkeypatch.setenv(f"AIRFLOW_CONN_{name}", json.dumps(connection))
        monkeypatch.setattr(
            "webinar_sync.probe.zoom_reader.open_zoom", lambda config: probed.read_zoom()
        )
        monkeypatch.setattr(
            "webinar_sync.probe.hubspot_reader.open_hubspot", lambda config: probed.read_hubspot()
        )

    return connect_accounts


def test_the_command_probes_what_is_connected(
    serve: Callable[..., Probed],
    connect: Callable[[Probed], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(serve())

    assert main(["probe"]) == 0

    printed = capsys.readouterr().out
    assert printed.startswith("Zoom: zoom_default\n")
    assert "Nothing was changed." in printed


def test_the_command_ends_with_1_where_a_guess_is_wrong(
    serve: Callable[..., Probed],
    connect: Callable[[Probed], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(serve(make_zoom(lists_newest_first=False)))

    assert main(["probe", "--json"]) == 1

    accounts = json.loads(capsys.readouterr().out)["accounts"]
    wrong = [guess for account in accounts for guess in account["guesses"] if guess["advice"]]
    assert [(guess["number"], guess["answer"]) for guess in wrong] == [(54, "no")]


def test_the_command_ends_with_2_where_a_connection_is_wrong(
    serve: Callable[..., Probed],
    connect: Callable[[Probed], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect(serve())
    monkeypatch.setenv("AIRFLOW_CONN_HUBSPOT_DEFAULT", json.dumps({"conn_type": "hubspot"}))

    assert main(["probe"]) == 2

    printed = " ".join(capsys.readouterr().out.split())
    assert "The Airflow connection hubspot_default lacks its password" in printed
    assert " 8 yes:" in printed


def test_a_further_account_whose_connection_is_missing_is_named(
    serve: Callable[..., Probed],
    connect: Callable[[Probed], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect(serve())
    monkeypatch.setenv("AIRFLOW_VAR_ZOOM_CONN_IDS", "zoom_emea")
    monkeypatch.setenv("AIRFLOW_CONN_ZOOM_EMEA", json.dumps({"conn_type": "zoom"}))

    first, second = existing_zoom_accounts()

    assert not isinstance(first, ConfigError)
    assert "zoom_emea lacks login" in str(second)


def test_the_command_ends_with_2_where_nothing_is_connected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AIRFLOW_CONN_ZOOM_DEFAULT", "AIRFLOW_CONN_HUBSPOT_DEFAULT"):
        monkeypatch.delenv(name, raising=False)

    assert main(["probe"]) == 2

    assert "No connection could be used" in capsys.readouterr().out
