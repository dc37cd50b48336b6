"""Makes what comes with the code and holds no data anew: views, functions, rows of explanation.

They need no history: the files in `include/sql` say what is there, each one object by its name, and
an object without a file goes. What needs what is read from their texts.
"""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from psycopg import Error, errors, sql

from webinar_sync.warehouse.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from psycopg import Connection

SCHEMAS = ("zoom", "marts", "sync", "settings", "hubspot", "registration")
"""The schemas whose views and functions are all made from files."""

_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_SELECT_VIEWS = """
select pg_class.oid::regclass::text, pg_namespace.nspname || '.' || pg_class.relname
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where pg_class.relkind = 'v' and pg_namespace.nspname = any(%s)
"""
_SELECT_FUNCTIONS = """
select pg_proc.oid::regprocedure::text, pg_namespace.nspname || '.' || pg_proc.proname
from pg_proc
inner join pg_namespace on pg_namespace.oid = pg_proc.pronamespace
where
    pg_namespace.nspname = any(%s)
    and not exists (
        select from pg_depend
        where
            pg_depend.classid = 'pg_proc'::regclass
            and pg_depend.objid = pg_proc.oid
            and pg_depend.deptype = 'e'  -- made by an extension
    )
"""


class Definitions:
    """The files of `include/sql`, or of another folder that is built like it.

    :param connection: in a transaction; nothing is committed here
    """

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def prepare(self) -> None:
        """Make the schemas, and the functions that tables need: those that triggers call.

        They are replaced and never dropped, since tables depend on them.
        """
        for path in (self._folder / "schemas.sql", *self._for_tables()):
            self._run(path)

    def drop(self) -> None:
        """Drop all views and functions but those that tables need.

        :raises MigrationError: if something that is not ours needs one of them
        """
        kept = {path.stem for path in self._for_tables()}
        for kind, listing in (("view", _SELECT_VIEWS), ("function", _SELECT_FUNCTIONS)):
            objects = [sql.SQL(key) for key, name in self._objects(listing) if name not in kept]
            if objects:
                statement = sql.SQL("drop {} {}").format(sql.SQL(kind), sql.SQL(", ").join(objects))
                try:
                    self._connection.execute(statement)
                except errors.DependentObjectsStillExist as error:
                    raise MigrationError(
                        "Objects that are not webinar-sync's depend on its views: "
                        f"{error.diag.message_detail}. Drop them, run `make migrate` again, and "
                        "create them anew."
                    ) from None

    def make(self) -> None:
        """Make views, functions and rows as their files say.

        What is there is replaced, so that whatever else depends on it stays. Where that is not
        enough (a column or a parameter went or changed, or an object has no file any more), all
        are dropped and made.

        :raises MigrationError: if something that is not ours needs what must be dropped
        """
        paths = order_files(self._folder)
        if not self._can_replace(paths):
            self.drop()
            for path in paths:
                self._run(path)
        for path in sorted((self._folder / "rows").glob("*.sql")):
            self._run(path)

    def _can_replace(self, paths: list[Path]) -> bool:
        """Replace everything, and tell whether the database then holds what the files say."""
        try:
            with self._connection.transaction():
                for path in paths:
                    self._run(path)
        except Error:
            return False  # if it is the file's fault, it fails again when it is made anew
        expected = [path.stem for path in (*paths, *self._for_tables())]
        actual = [
            name
            for listing in (_SELECT_VIEWS, _SELECT_FUNCTIONS)
            for _, name in self._objects(listing)
        ]
        return sorted(actual) == sorted(expected)

    def _for_tables(self) -> list[Path]:
        return sorted((self._folder / "functions" / "for_tables").glob("*.sql"))

    def _objects(self, listing: str) -> list[tuple[str, str]]:
        """Return views or functions: each as PostgreSQL writes it in a statement, and its name."""
        return self._connection.execute(listing, [list(SCHEMAS)]).fetchall()

    def _run(self, path: Path) -> None:
        self._connection.execute(path.read_text(encoding="utf-8"))


def order_files(folder: Path) -> list[Path]:
    """Return the files of views and functions, each after those that it needs."""
    paths = {
        path.stem: path
        for kind in ("functions", "views")
        for path in sorted((folder / kind).glob("*.sql"))
    }
    needs = {name: _named(path.read_text("utf-8"), paths) - {name} for name, path in paths.items()}
    return [paths[name] for name in TopologicalSorter(needs).static_order()]


def _named(text: str, names: Iterable[str]) -> set[str]:
    """Return which objects the code of a file names."""
    return set(re.findall(r"[a-z_]+\.[a-z_0-9]+", _NOT_CODE.sub("", text))) & set(names)
