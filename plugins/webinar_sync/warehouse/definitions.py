"""Makes what comes with the code and holds no data anew: views, functions, rows of explanation.

They need no history: the files in `include/sql` say what is there, each one object by its name, and
an object whose file is deleted goes. What needs what is read from the files' texts.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from psycopg import ProgrammingError, errors, sql

from webinar_sync.warehouse.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from psycopg import Connection

SCHEMAS = ("zoom", "marts", "sync", "settings", "hubspot", "registration")
"""The schemas of this project."""

_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_SELECT_OBJECTS = """
select
    pg_namespace.nspname || '.' || pg_class.relname as name,
    'view' as kind,
    pg_class.oid::regclass::text as reference,
    md5(concat_ws(
        E'\\n', pg_get_viewdef(pg_class.oid), obj_description(pg_class.oid, 'pg_class')
    )) as digest
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where
    pg_class.relkind = 'v'
    and pg_namespace.nspname || '.' || pg_class.relname = any(%(names)s)
union all
select
    pg_namespace.nspname || '.' || pg_proc.proname,
    'function',
    pg_proc.oid::regprocedure::text,
    md5(concat_ws(
        E'\\n', pg_get_functiondef(pg_proc.oid), obj_description(pg_proc.oid, 'pg_proc')
    ))
from pg_proc
inner join pg_namespace on pg_namespace.oid = pg_proc.pronamespace
where pg_namespace.nspname || '.' || pg_proc.proname = any(%(names)s)
"""
LOCK_TIMEOUT = "30s"
"""How long a migrate waits for tasks that use a view; others that want it meanwhile wait, too."""


@dataclass(frozen=True)
class _Object:
    """A view or a function as the database has it."""

    name: str
    kind: str
    reference: str
    digest: str


class Definitions:
    """The files of `include/sql`, or of another folder that is built like it.

    `sync.definitions` remembers which objects a migrate made, of which files, and how the database
    then showed them: what is as it was is left alone, so that no task has to wait for a migrate
    with nothing to do, and objects that somebody else made in these schemas are theirs.

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
        """Drop all views and functions that a migrate made, but those that tables need.

        :raises MigrationError: if something that is not ours needs one of them
        """
        kept = {path.stem for path in self._for_tables()}
        objects = self._objects({name for name, _, _ in self._remembered()} - kept)
        self._lock_views()
        for kind in ("view", "function"):
            references = [
                sql.SQL(definition.reference) for definition in objects if definition.kind == kind
            ]
            if references:
                names = sql.SQL(", ").join(references)
                try:
                    self._connection.execute(sql.SQL("drop {} {}").format(sql.SQL(kind), names))
                except errors.DependentObjectsStillExist as error:
                    raise MigrationError(
                        "Objects that are not webinar-sync's depend on its views: "
                        f"{error.diag.message_detail}. Drop them, run `make migrate` again, and "
                        "create them anew."
                    ) from None

    def make(self) -> None:
        """Make views, functions and rows as their files say, unless they are so already.

        What is there is replaced, so that whatever else depends on it stays. Where that is not
        enough (a column or a parameter went or changed, or an object has no file any more), all
        are dropped and made.

        :raises MigrationError: if something that is not ours needs what must be dropped
        """
        paths = order_files(self._folder)
        if not self._has(paths):
            self._lock_views()
            if not self._can_replace(paths):
                self.drop()
                for path in paths:
                    self._run(path)
            self._remember(paths)
        for path in sorted((self._folder / "rows").glob("*.sql")):
            self._run(path)

    def are_current(self) -> bool:
        """Tell whether the database has what the files say, as a migrate left it."""
        return self._has(order_files(self._folder))

    def _has(self, paths: list[Path]) -> bool:
        remembered = self._remembered()
        objects = self._objects(name for name, _, _ in remembered)
        return sorted((name, digest) for name, digest, _ in remembered) == sorted(
            (path.stem, _digest(path)) for path in paths
        ) and sorted((name, digest) for name, _, digest in remembered) == sorted(
            (definition.name, definition.digest) for definition in objects
        )

    def _can_replace(self, paths: list[Path]) -> bool:
        """Replace everything, and tell whether the database then holds what the files say."""
        try:
            with self._connection.transaction():
                for path in paths:
                    self._run(path)
        except ProgrammingError:
            return False  # if it is the file's fault, it fails again when it is made anew
        expected = {path.stem for path in paths}
        kept = {path.stem for path in self._for_tables()}
        made = {name for name, _, _ in self._remembered()} - kept
        return sorted(definition.name for definition in self._objects(made | expected)) == sorted(
            expected
        )

    def _remembered(self) -> list[tuple[str, str, str]]:
        """Return name, the file's digest and the object's digest of what the last migrate made."""
        exists = "select to_regclass('sync.definitions') is not null"
        if self._connection.execute(exists).fetchall() == [(False,)]:
            return []
        return self._connection.execute(
            "select name, file_digest, object_digest from sync.definitions order by place"
        ).fetchall()

    def _remember(self, paths: list[Path]) -> None:
        digests = {
            definition.name: definition.digest
            for definition in self._objects(path.stem for path in paths)
        }
        self._connection.execute("delete from sync.definitions")
        for place, path in enumerate(paths):
            self._connection.execute(
                "insert into sync.definitions (name, place, file_digest, object_digest) "
                "values (%s, %s, %s, %s)",
                [path.stem, place, _digest(path), digests[path.stem]],
            )

    def _lock_views(self) -> None:
        """Keep tasks out of the views that a migrate made, until the transaction ends.

        In the order in which queries lock them, outer views first: another one makes deadlocks.
        `lock table` would lock the tables of each view, too; to reset an option locks it alone.
        """
        self._connection.execute(f"set local lock_timeout to '{LOCK_TIMEOUT}'")
        names = [name for name, _, _ in self._remembered()]
        views = {each.name: each for each in self._objects(names) if each.kind == "view"}
        for name in reversed(names):
            if name in views:
                reference = sql.SQL(views[name].reference)
                self._connection.execute(
                    sql.SQL("alter view {} reset (security_barrier)").format(reference)
                )

    def _for_tables(self) -> list[Path]:
        return sorted((self._folder / "functions" / "for_tables").glob("*.sql"))

    def _objects(self, names: Iterable[str]) -> list[_Object]:
        """Return the views and functions of some names; a function may have several forms."""
        rows = self._connection.execute(_SELECT_OBJECTS, {"names": sorted(names)}).fetchall()
        return [_Object(*row) for row in rows]

    def _run(self, path: Path) -> None:
        self._connection.execute(path.read_text(encoding="utf-8"))


def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


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
