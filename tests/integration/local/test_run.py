"""`make run`: one at a time in a folder; a slow Airflow and a taken port are no failure."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import requests

from local import airflow as local_airflow
from local import run as local_run
from local.airflow import Airflow, environment, free_port
from local.processes import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMEOUT_SECONDS = 60
HOLD = """
import sys, threading
from pathlib import Path
from local.run import only_run
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    threading.Event().wait()
"""


def test_a_second_run_in_the_same_folder_is_refused_in_words(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            with (
                pytest.raises(RuntimeError, match=f"already, as process {other.pid}, "),
                local_run.only_run(tmp_path),
            ):
                raise AssertionError("two at once")
        finally:
            other.kill()
            other.wait(TIMEOUT_SECONDS)
    with local_run.only_run(tmp_path):  # whoever was killed holds nothing
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_another_port_is_taken_and_named_where_the_usual_one_is_not_free(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]

        assert local_run.port_for("Airflow", port) != port
    assert f"port {port} is taken on this machine, so Airflow gets port" in capsys.readouterr().out


@contextmanager
def serve_slowly(port: int, drops: int) -> Iterator[list[str]]:
    """Serve JSON, but leave the first requests without an answer; yield the paths requested."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            if len(paths) <= drops:
                self.close_connection = True
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"state": "success"}')

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield paths
        finally:
            server.shutdown()
            thread.join(TIMEOUT_SECONDS)


@pytest.fixture
def airflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Airflow:
    monkeypatch.setattr(local_airflow.time, "sleep", lambda seconds: None)
    return Airflow(tmp_path, environment(tmp_path, "sqlite://", free_port()))


def test_a_call_that_is_not_answered_is_repeated(airflow: Airflow) -> None:
    port = int(airflow.url.rpartition(":")[2])
    with serve_slowly(port, drops=2) as paths:
        assert airflow.call("GET", "/dags/a") == {"state": "success"}
        assert paths == ["/api/v2/dags/a"] * 3
    with pytest.raises(requests.ConnectionError):
        airflow.call("GET", "/dags/a")


def test_the_password_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    variables = environment(tmp_path, "sqlite://", 1)
    first, second = Airflow(tmp_path, variables), Airflow(tmp_path, variables)

    assert len(first.password) >= 12
    assert first.password == second.password
    path = tmp_path / "passwords.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert variables["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"] == str(path)
    assert local_run.login_line(first) == (
        f"http://127.0.0.1:1 (user admin, password {first.password})"
    )
