"""The wheel carries all that the package needs: installed alone, it migrates a warehouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.processes import REPOSITORY
from tests.airflow.wiring import warehouse_connection
from webinar_sync.included import INCLUDE_FOLDER
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from local.postgres import Cluster

SECONDS = 300


def run(*arguments: str, folder: Path, **variables: str) -> str:
    """Run a command of this Python; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": "", **variables}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the repository's wheel, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), folder=REPOSITORY)
    (path,) = folder.glob("*.whl")
    return path


def files_below(folder: Path) -> set[str]:
    """Return the paths of the files in a folder of the repository, but for what Python makes."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_each_file_of_the_package_and_of_include(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}

    package = files_below(REPOSITORY / "plugins" / "webinar_sync")
    include = files_below(REPOSITORY / "include")
    assert len(package) > 200
    assert "sql/roles.sql" in include
    assert packed == {
        *(f"webinar_sync/{name}" for name in package),
        *(f"webinar_sync/include/{name}" for name in include),
    }


def test_the_wheel_alone_migrates_a_warehouse(
    wheel: Path, cluster: Cluster, tmp_path: Path
) -> None:
    target, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    run(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile",
        "--target", str(target), str(wheel), folder=empty,
    )  # fmt: skip
    cluster.create_database("by_wheel", afresh=True)
    connection = warehouse_connection(cluster, "by_wheel")
    variables = {
        "PYTHONPATH": str(target),
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW_CONN_WAREHOUSE": json.dumps(connection),
    }

    whose = run(
        "-c", "import webinar_sync; print(webinar_sync.__file__)", folder=empty, **variables
    )
    assert Path(whose.strip()).is_relative_to(target)
    first = run("-m", "webinar_sync", "migrate", folder=empty, **variables)
    assert "applied: 0001.zoom" in first
    again = run("-m", "webinar_sync", "migrate", folder=empty, **variables)
    assert "the warehouse is up to date" in again
    run("-m", "webinar_sync", "settings", "--dry-run", folder=empty, **variables)
    with Warehouse(cluster.url("by_wheel")) as warehouse:
        assert warehouse.rows("hubspot/select_portal") == []


def test_in_a_checkout_the_files_are_those_beside_plugins() -> None:
    """An editable install copies nothing: who edits a file runs what is in it."""
    assert INCLUDE_FOLDER == REPOSITORY / "include"
