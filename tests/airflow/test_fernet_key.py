"""The Fernet key of Airflow is changed by the commands of docs/security.md."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

from tests.airflow.command import TIMEOUT_SECONDS
from tests.airflow.wiring import variables_of_airflow
from tests.builders.docs import code_blocks, run_shell

if TYPE_CHECKING:
    from pathlib import Path

    from local.postgres import Cluster
    from tests.airflow.station import Station

KEY = "AIRFLOW__CORE__FERNET_KEY"
SECRET = "secret-of-the-connection"


def test_connections_are_encrypted_with_the_new_key_and_the_old_opens_nothing(
    station: Station, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.create_database("airflow_fernet", afresh=True, template="airflow_template")
    old = Fernet.generate_key().decode()
    variables = {**os.environ, **variables_of_airflow(tmp_path, cluster, "airflow_fernet")}
    variables |= {KEY: old, "OLD_FERNET_KEY": old}
    airflow(variables, "connections", "add", "kept", "--conn-type=zoom", "--conn-password", SECRET)
    assert SECRET in airflow(variables, "connections", "get", "kept", "--output=json")

    (commands,) = code_blocks("docs/security.md", "### The Fernet key", "sh")
    output = run_shell(f'{commands}\necho "new=$NEW_FERNET_KEY"', tmp_path, variables)
    new = output.rsplit("new=", 1)[1].strip()

    assert SECRET in airflow({**variables, KEY: new}, "connections", "get", "kept", "--output=json")
    with_the_old = run(variables, "connections", "get", "kept", "--output=json")
    assert SECRET not in with_the_old.stdout
    assert with_the_old.returncode != 0


def airflow(variables: dict[str, str], *arguments: str) -> str:
    """Run a command of Airflow, and return what it prints."""
    done = run(variables, *arguments)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def run(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Airflow."""
    return subprocess.run(
        ["airflow", *arguments],
        env=variables,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
