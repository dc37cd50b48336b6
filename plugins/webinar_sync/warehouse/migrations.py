"""Brings the warehouse's schemas up to date: `python -m webinar_sync migrate`.

The SQL files are in `include/sql/migrations`, append-only; yoyo runs each once, in a transaction.
"""

from __future__ import annotations

import yoyo
from sqlalchemy import make_url

from webinar_sync.warehouse.queries import MIGRATIONS_FOLDER


def migrate(url: str) -> list[str]:
    """Apply what has not been applied yet, and return the names of those migrations."""
    target = make_url(url).set(drivername="postgresql+psycopg")
    backend = yoyo.get_backend(target.render_as_string(hide_password=False))
    try:
        migrations = yoyo.read_migrations(str(MIGRATIONS_FOLDER))
        with backend.lock():
            missing = backend.to_apply(migrations)
            backend.apply_migrations(missing)
            return [migration.id for migration in missing]
    finally:
        backend.connection.close()
