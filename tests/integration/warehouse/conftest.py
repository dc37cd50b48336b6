"""Databases to migrate, and databases with a login for each role."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.integration.warehouse.logins import create_logins
from tests.integration.warehouse.next_version import write_next_version
from webinar_sync.warehouse.queries import SQL_FOLDER

if TYPE_CHECKING:
    from local.postgres import Cluster


@pytest.fixture
def url(cluster: Cluster, template: str) -> str:
    """Return a migrated database of the test's own."""
    cluster.create_database("migrated", afresh=True, template=template)
    return cluster.url("migrated")


@pytest.fixture
def fresh_url(cluster: Cluster) -> str:
    """Return a database in which there is nothing yet."""
    cluster.create_database("fresh", afresh=True)
    return cluster.url("fresh")


@pytest.fixture
def sql_folder(tmp_path: Path) -> Path:
    """Return a copy of `include/sql` to change."""
    return Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))


@pytest.fixture
def next_version(sql_folder: Path) -> Path:
    """Return the files of a later version, which changed tables, views, functions and codes."""
    write_next_version(sql_folder)
    return sql_folder


@pytest.fixture
def database(cluster: Cluster, template: str) -> str:
    """Return a migrated database of the test's own, and a login for each role."""
    cluster.create_database("test_roles", afresh=True, template=template)
    create_logins(cluster)
    return "test_roles"


@pytest.fixture(scope="module")
def attempts(cluster: Cluster, template: str) -> Cluster:
    """Return the cluster with a database for statements that change nothing."""
    cluster.create_database("test_attempts", afresh=True, template=template)
    create_logins(cluster)
    return cluster
