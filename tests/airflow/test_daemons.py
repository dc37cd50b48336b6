"""Airflow's four daemons, as `make run` starts them, hold no library that only tasks need.

Each daemon imports the plugin, so each would hold for good what the plugin imports. Comes late (see
conftest.py): by then runs were scheduled, webhooks were served and triggers were watched.

What a running process holds is read from the shared objects that it has mapped. Great Expectations
has none of its own, but imports pandas.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.airflow.workers import wait_until_nobody_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.station import Station

DAEMONS = ("api-server", "dag-processor", "scheduler", "triggerer")
HEAVY = re.compile(
    r"-packages/(pandas|numpy|pyarrow|adbc_driver_manager|adbc_driver_postgresql)(?:\.libs)?/"
)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(),
    reason="there is no /proc here: what a running process has loaded cannot be read",
)


def heavy_libraries(pid: int) -> set[str]:
    """Return the heavy libraries whose shared objects a process has mapped."""
    return set(HEAVY.findall(Path(f"/proc/{pid}/maps").read_text()))


def title(process: psutil.Process) -> str:
    """Return the command or the title of a process."""
    return " ".join(process.cmdline()).replace("api_server", "api-server")


@pytest.fixture
def daemons(station: Station) -> dict[str, psutil.Process]:
    """Return the daemons by name; none of them works on a task."""
    assert wait_until_nobody_works() == []
    return {
        name: child
        for child in psutil.Process(station.airflow.pid).children()
        for name in DAEMONS
        if re.search(rf"\bairflow {name}\b", title(child))
    }


def family(daemon: psutil.Process) -> Iterator[tuple[str, int]]:
    """Yield title and id of a daemon, and of the processes that it keeps beside it."""
    for process in (daemon, *daemon.children(recursive=True)):
        try:
            yield title(process), process.pid
        except psutil.NoSuchProcess:  # one that only parsed a file, for example
            continue


def test_all_four_daemons_run(daemons: dict[str, psutil.Process]) -> None:
    assert sorted(daemons) == sorted(DAEMONS)
    assert len({daemon.pid for daemon in daemons.values()}) == len(DAEMONS)


@pytest.mark.parametrize("name", DAEMONS)
def test_a_daemon_holds_no_library_that_only_tasks_need(
    daemons: dict[str, psutil.Process], name: str
) -> None:
    loaded = {}
    for process_title, pid in family(daemons[name]):
        try:
            loaded[f"{pid} {process_title}"] = heavy_libraries(pid)
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue

    assert any(key.startswith(f"{daemons[name].pid} ") for key in loaded)
    assert {key: libraries for key, libraries in loaded.items() if libraries} == {}


@pytest.mark.parametrize(
    ("module", "libraries"),
    [
        ("json", set()),
        ("pandas", {"pandas", "numpy"}),
        ("pyarrow", {"pyarrow"}),
        ("adbc_driver_postgresql.dbapi", {"adbc_driver_manager"}),
    ],
)
def test_a_process_that_holds_a_library_is_recognised(module: str, libraries: set[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"import {module}; print('imported', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"imported\n"
        loaded = heavy_libraries(process.pid)
        process.communicate(b"\n")

    assert loaded >= libraries
    assert bool(loaded) == bool(libraries)
