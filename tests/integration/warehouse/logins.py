"""A login for each of the roles, and statements that are only attempted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from tests.integration.warehouse.catalog import execute, url_of
from webinar_sync.warehouse.roles import ROLES

if TYPE_CHECKING:
    from local.postgres import Cluster

LOGINS = {role: role.replace("webinar_sync", "tester") for role in ROLES}


def create_logins(cluster: Cluster) -> None:
    """Create a login for each role, unless another test has."""
    admin = cluster.url("postgres")
    for role, login in LOGINS.items():
        if not execute(admin, f"select 1 from pg_roles where rolname = '{login}'"):
            execute(admin, f"create role {login} login in role {role}")


def attempt(cluster: Cluster, role: str, statement: str, database: str = "test_attempts") -> None:
    """Run a statement as a member of a role, and forget what it did.

    :raises psycopg.errors.InsufficientPrivilege: if the role may not do it
    """
    url = url_of(cluster, database, LOGINS[role])
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())
        connection.rollback()
