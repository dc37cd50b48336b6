"""Views, functions, migrations and rights as files: each holds what its name says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from webinar_sync.warehouse.definitions import order_files
from webinar_sync.warehouse.errors import MigrationError
from webinar_sync.warehouse.migrations import check_version
from webinar_sync.warehouse.queries import SQL_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted([*SQL_FOLDER.glob("views/*.sql"), *SQL_FOLDER.glob("functions/**/*.sql")])
CREATED = re.compile(r"^create or replace (view|function) ([a-z_.]+)", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_makes_the_object_of_its_name_and_no_other(path: Path) -> None:
    kind = "view" if path.parent.name == "views" else "function"

    assert CREATED.findall(path.read_text()) == [(kind, path.stem)]


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name != "for_tables"], ids=lambda path: path.stem
)
def test_each_view_and_function_says_what_it_is(path: Path) -> None:
    assert re.search(
        rf"^comment on (view|function) {path.stem} is\b", path.read_text(), re.MULTILINE
    )


def test_the_functions_that_stay_are_those_that_tables_need() -> None:
    paths = [
        *SQL_FOLDER.glob("migrations/*.sql"),
        *SQL_FOLDER.glob("functions/for_tables/*.sql"),
    ]
    calls = (
        r"(?:execute function|select|perform|not|from|join|lateral|:=|exists)\s+"
        r"((?:sync|hubspot|settings|registration|zoom|marts)\.[a-z_]+)\("
    )
    called = {name for path in paths for name in re.findall(calls, path.read_text())}

    assert called
    assert {path.stem for path in SQL_FOLDER.glob("functions/for_tables/*.sql")} == called


def test_the_baseline_has_no_history() -> None:
    paths = sorted(SQL_FOLDER.glob("migrations/000[1-6].*.sql"))

    assert len(paths) == 6
    assert [path.name for path in paths if "alter table" in path.read_text()] == []


def test_files_come_after_those_that_they_need(tmp_path: Path) -> None:
    for kind, name, text in (
        ("views", "b.first", "create or replace view b.first as select f.last(x) from c.second;"),
        ("views", "c.second", "create or replace view c.second as select x from b.table_of_mine;"),
        (
            "functions",
            "f.last",
            "create or replace function f.last(x int) as $$ -- not b.first\n$$;",
        ),
        ("functions", "a.all", "create or replace function a.all() as $$ select b.first $$;"),
    ):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{name}.sql").write_text(text)

    names = [path.stem for path in order_files(tmp_path)]

    assert sorted(names) == ["a.all", "b.first", "c.second", "f.last"]
    assert names.index("b.first") > max(names.index("c.second"), names.index("f.last"))
    assert names[-1] == "a.all"


def test_postgresql_15_is_new_enough_and_14_is_not() -> None:
    check_version(150000)
    check_version(180004)
    with pytest.raises(MigrationError, match=r"runs on PostgreSQL 14, .* 15 or newer: upgrade"):
        check_version(140022)
