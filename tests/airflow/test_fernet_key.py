"""The Fernet key of Airflow is changed by the commands of docs/security.md."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken

from tests.airflow.wiring import variables_of_airflow
from tests.builders.docs import code_blocks, run_shell

if TYPE_CHECKING:
    from pathlib import Path

    from local.postgres import Cluster
    from tests.airflow.station import Station

PASSWORD, EXTRA = "secret-of-the-connection", '{"webhook_secret": "secret-of-webhooks"}'


def test_connections_are_encrypted_with_the_new_key_and_the_old_opens_nothing(
    station: Station, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.create_database("airflow_fernet", afresh=True, template="airflow_template")
    url = cluster.url("airflow_fernet")
    old = Fernet(old_key := Fernet.generate_key())
    encrypted = [old.encrypt(text.encode()).decode() for text in (PASSWORD, EXTRA)]
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into connection (conn_id, conn_type, password, extra, is_encrypted,"
            " is_extra_encrypted) values ('kept', 'zoom', %s, %s, true, true)",
            encrypted,
        )

    (commands,) = code_blocks("docs/security.md", "### The Fernet key", "sh")
    variables = {**os.environ, **variables_of_airflow(tmp_path, cluster, "airflow_fernet")}
    variables |= {"OLD_FERNET_KEY": old_key.decode()}
    output = run_shell(f'{commands}\necho "new=$NEW_FERNET_KEY"', tmp_path, variables)
    new = Fernet(output.rsplit("new=", 1)[1].strip())

    with psycopg.connect(url) as connection:
        stored = connection.execute("select password, extra from connection").fetchone()
    assert stored is not None
    assert [new.decrypt(text).decode() for text in stored] == [PASSWORD, EXTRA]
    for text in stored:
        with pytest.raises(InvalidToken):
            old.decrypt(text)
