"""Nobody leaks: after all runs and forced errors, no log and no table of Airflow names a person.

Comes last (see conftest.py), so it searches what all tests of this folder left behind: every
logger was at DEBUG. `secret_texts.py` says what is looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.faults import QUOTED_ADDRESS
from tests.airflow.accounts import AWKWARD, LIMITED, SECOND
from tests.airflow.secret_texts import Secret, secret_texts
from tests.airflow.station import CONVERSION_TRAP, FORGET, NIGHTLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.airflow.command import Command
    from tests.airflow.station import Station

# Each makes PostgreSQL quote an address: in DETAIL, in CONTEXT and DETAIL, in the message itself.
UNIQUE = """
create unique index trap on marts.contacts (regexp_replace(email, '[+].*@', '@'));
"""
COPY = """
create function public.trap() returns event_trigger language plpgsql as $$
declare
    staged text;
begin
    for staged in
        select format('staging.%I', tablename) from pg_tables
        where schemaname = 'staging' and tablename like 'contacts%'
    loop
        if not exists (
            select from pg_constraint where conrelid = staged::regclass and contype = 'c'
        ) then
            execute format(
                'alter table %s add constraint trap check (email not like %L)', staged, '%@%'
            );
        end if;
    end loop;
end $$;
create event trigger trap on ddl_command_end when tag in ('CREATE TABLE')
execute function public.trap();
"""
DISARM = """
drop index if exists marts.trap;
drop event trigger if exists trap;
drop trigger if exists trap on marts.participations;
drop function if exists public.trap();
"""
TRAPS = {
    # what is armed, the SQLSTATE that a log may hold, and what PostgreSQL would have written
    "unique": (UNIQUE, "23505", "mia@example.com"),
    "copy": (COPY, "23514", "@example.com"),
    "conversion": (CONVERSION_TRAP, "22P02", "@example.com"),
}


@pytest.fixture(scope="module")
def forced(
    station: Station, first_run: dict[str, Any], commands: dict[str, Command]
) -> dict[str, Any]:
    """Force errors that quote addresses, by the scheduler and by `airflow dags test`."""
    whole = station.rows("marts")
    outcomes: dict[str, Any] = {"command": commands["trapped"].wait_for("UP_FOR_RETRY")}
    commands["trapped"].stop()  # it would wait for minutes before it tried again
    outcomes["run"] = run_with_refused_registrants(station)
    run_id = str(outcomes["run"]["dag_run_id"])
    for name, (trap, *_) in TRAPS.items():
        station.execute(FORGET + trap)
        outcomes[name] = load_again(station, run_id)
        station.execute(DISARM)
    outcomes["mended"] = load_again(station, run_id)
    outcomes["marts"] = (whole, station.rows("marts"))
    station.end(NIGHTLY, run_id)
    return outcomes


def run_with_refused_registrants(station: Station) -> dict[str, Any]:
    """Run while Zoom answers 400 about registrants, with an address in the answer."""
    station.sandbox.faults.add({"kind": "quote_address_400", "path_contains": "/registrants"})
    station.execute(FORGET)  # so that there is something to load
    try:
        return station.run(NIGHTLY)
    finally:
        station.sandbox.faults.clear()


def load_again(station: Station, run_id: str) -> dict[str, Any]:
    """Clear the task that loads, and return its instance once it came to rest."""
    before = station.task_instances(NIGHTLY, run_id)["load_marts"]
    station.clear(NIGHTLY, run_id, "load_marts")
    instance = station.wait_for_task(NIGHTLY, run_id, "load_marts", after=str(before["id"]))
    return {**instance, "log": station.log_of(NIGHTLY, run_id, "load_marts")}


def test_the_errors_happened_and_are_logged_without_values(forced: dict[str, Any]) -> None:
    for name, (_, state, quoted) in TRAPS.items():
        assert forced[name]["state"] in ("failed", "up_for_retry"), name
        assert f"SQLSTATE {state}" in forced[name]["log"], name
        assert quoted not in forced[name]["log"], name
    assert "SQLSTATE 22P02" in forced["command"]


def test_a_load_that_broke_is_made_good_by_the_next(forced: dict[str, Any]) -> None:
    before, after = forced["marts"]

    assert forced["mended"]["state"] == "success"
    assert after == before


def test_what_zoom_refused_is_reported_without_its_text(
    station: Station, forced: dict[str, Any]
) -> None:
    messages = station.query(
        "select message from sync.errors where object_kind = 'account' and code = 'all_refused'"
    )

    assert forced["run"]["state"] == "failed"  # all of a kind was refused
    assert messages
    assert all("HTTP 400, code 300" in message for (message,) in messages)
    assert not any(QUOTED_ADDRESS in message for (message,) in messages)


def searched(station: Station) -> list[Secret]:
    """Return all that is looked for, the access tokens that the sandboxes issued included."""
    tokens = station.sandbox.issued_tokens()
    assert tokens
    return secret_texts([AWKWARD, SECOND, LIMITED], [*tokens, *station.tokens])


def leaks(name: str, text: bytes, secrets: list[Secret]) -> list[str]:
    """Return which of the secrets stand in a text, with what stands around them."""
    small = text.lower()
    hits = []
    for secret in secrets:
        if secret.is_in(small):
            at = small.index(secret.text.lower().encode())
            around = small[max(0, at - 300) : at + 200].decode(errors="replace")
            hits.append(f"{name}: {secret.kind} {secret.text!r} in …{around}…")
    return hits


# Airflow's own, and none of ours: `airflow dags test` runs tasks without a supervisor's process,
# and at DEBUG logs the very message that asks it to mask a secret. The scheduler's tasks leave the
# body out. So these lines, in that command's output, are not looked at.
AIRFLOWS_OWN = re.compile(
    rb"^\S+ \[debug +\] Sending request +loc=supervisor\.py:\d+ msg=MaskSecret\(.*\)$", re.MULTILINE
)


def files(station: Station) -> Iterator[tuple[str, bytes]]:
    """Yield every log: of tasks, the Dag processor, all components and all commands."""
    for path in sorted(station.folder.rglob("*")):
        if path.is_file() and path.suffix in (".log", ".out", ".txt"):
            name, text = str(path.relative_to(station.folder)), path.read_bytes()
            yield name, AIRFLOWS_OWN.sub(b"", text) if name.startswith("command_") else text


def rows(station: Station, database: str, schemas: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of a database as text; bytes are shown as the text that they hold."""
    columns = station.query(
        "select table_schema::text, table_name::text, column_name::text, data_type::text"
        " from information_schema.columns join information_schema.tables"
        " using (table_catalog, table_schema, table_name)"
        f" where table_type = 'BASE TABLE' and table_schema in ({schemas}) order by 1, 2",
        database,
    )
    tables: dict[str, list[str]] = {}
    for schema, table, column, kind in columns:
        shown = f"""encode("{column}", 'escape')""" if kind == "bytea" else f'"{column}"::text'
        tables.setdefault(f'{schema}."{table}"', []).append(shown)
    for table, parts in tables.items():
        texts = station.query(
            f"select concat_ws(E'\\n', {', '.join(parts)}) from {table}", database
        )
        yield f"{database} {table}", "\n".join(text for (text,) in texts).encode()


def test_no_log_names_anybody(station: Station, forced: dict[str, Any]) -> None:
    secrets, names, hits, size = searched(station), [], [], 0
    for name, text in files(station):
        names.append(name)
        size += len(text)
        hits += leaks(name, text, secrets)

    for part in ("standalone.log", "dag_processor", "attempt=1.log", "command_1/output.log"):
        assert any(part in name for name in names), part
    assert size > 1_000_000
    assert hits == []


def test_nothing_in_airflows_database_names_anybody(
    station: Station, forced: dict[str, Any]
) -> None:
    secrets, size, hits, filled = searched(station), 0, [], set()
    for database in station.metadata:
        for name, text in rows(station, database, "'public'"):
            size += len(text)
            filled |= {name.split('"')[1]} if text else set()
            hits += leaks(name, text, secrets)

    assert {"xcom", "log", "task_instance", "rendered_task_instance_fields"} <= filled
    assert {"asset_event", "dag_run", "serialized_dag"} <= filled
    assert size > 100_000
    assert hits == []


def test_nothing_that_the_sync_reports_of_itself_names_anybody(
    station: Station, forced: dict[str, Any]
) -> None:
    reports = ("errors", "runs", "run_steps", "validations", "api_requests", "watermarks")
    secrets, hits, filled = searched(station), [], set()
    for database in station.warehouses:
        for name, text in rows(station, database, "'sync'"):
            if name.split('"')[1] in reports:
                filled |= {name.split('"')[1]} if text else set()
                hits += leaks(name, text, secrets)

    assert filled == set(reports)
    assert hits == []


def test_the_search_finds_what_it_looks_for(station: Station, first_run: dict[str, Any]) -> None:
    secrets = searched(station)
    folder = station.folder / "planted"
    folder.mkdir()
    planted = {secret.kind: secret for secret in secrets}
    try:
        for kind, secret in planted.items():
            text = f'{{"event": "Key (email)=({secret.text.upper()}) exists"}}'
            (folder / f"{kind}.log").write_text(text)
        hits = [
            hit for name, text in files(station) if name.startswith("planted/")
            for hit in leaks(name, text, secrets)
        ]  # fmt: skip
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    assert {kind for kind in planted if any(f"planted/{kind}.log" in hit for hit in hits)} == set(
        planted
    )


@pytest.mark.parametrize("kind", ["text", "jsonb", "bytea"])
def test_the_search_finds_it_in_a_table_too(
    station: Station, first_run: dict[str, Any], kind: str
) -> None:
    database, value = "station_warehouse", '{"to": "Sam@Example.com"}'
    station.execute(f"create table sync.planted (hidden {kind})", database)
    try:
        station.execute(f"insert into sync.planted values ('{value}')", database)
        hits = [
            hit
            for name, text in rows(station, database, "'sync'")
            for hit in leaks(name, text, searched(station))
            if "planted" in name
        ]
    finally:
        station.execute("drop table sync.planted", database)
    assert len(hits) == 1
    assert "address 'sam@example.com'" in hits[0]


def test_every_kind_of_secret_is_looked_for(station: Station, first_run: dict[str, Any]) -> None:
    secrets = searched(station)

    assert {secret.kind for secret in secrets} == {
        "access token",
        "address",
        "client secret",
        "database password",
        "encrypted_passcode",
        "h323_passcode",
        "join link",
        "name",
        "password",
        "pstn_password",
        "start link",
    }
    assert sum(secret.kind == "address" for secret in secrets) > 100
    assert min(len(secret.text) for secret in secrets) >= 6
