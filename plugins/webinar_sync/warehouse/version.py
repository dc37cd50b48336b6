"""Which version of the schemas the code needs, and which a migrate left in the warehouse.

A version is the last of the migrations, and the digest of the files of views and functions. Tasks
ask for the warehouse's when they take a lock and before they commit what they did under it: code
that is older than the warehouse writes nothing, and says so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from webinar_sync.warehouse.errors import WarehouseNotReadyError, WarehouseUpgradedError
from webinar_sync.warehouse.queries import SQL_FOLDER

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Version:
    """What a folder like `include/sql` makes of a warehouse.

    :param migration: the name of the last migration
    :param definitions_digest: of all views and functions
    """

    migration: str
    definitions_digest: str


def version_of(folder: Path) -> Version:
    """Return the version that a folder like `include/sql` makes."""
    digest = hashlib.sha256()
    for kind in ("functions", "views"):
        for path in sorted((folder / kind).rglob("*.sql")):
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    names = [path.stem for path in (folder / "migrations").glob("*.sql")]
    return Version(max(names, default=""), digest.hexdigest())


@cache
def version_of_code() -> Version:
    """Return the version that comes with this code."""
    return version_of(SQL_FOLDER)


def check_version(migration: str, definitions_digest: str) -> None:
    """Refuse to go on where the warehouse is not of this code's version.

    :param migration: the warehouse's, as `sync.hold_version()` tells it; so the digest
    :raises WarehouseNotReadyError: if the warehouse is older
    :raises WarehouseUpgradedError: if this code is older
    """
    code = version_of_code()
    if Version(migration, definitions_digest) == code:
        return
    if migration < code.migration:
        raise WarehouseNotReadyError(
            f"The warehouse is older than this code: it has the migration {migration}, and the "
            f"code needs {code.migration}. Run `make migrate`."
        )
    if migration > code.migration:
        raise WarehouseUpgradedError(
            f"The warehouse was upgraded to {migration}, and the code of this task is older "
            f"({code.migration}), so it writes nothing more. What is done stays done, and the next "
            "try, or the next run, goes on with the new code: restart what still has the old one."
        )
    raise WarehouseUpgradedError(
        f"The warehouse has the migration {migration} as this code has, but views or functions of "
        "another version, so this task writes nothing more. What is done stays done. If the "
        "warehouse was just upgraded, restart what still has the old code; else run `make migrate`."
    )
