"""A later version of `include/sql`, in which tables, views, functions and codes are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MIGRATION = """-- What a later version may change of the tables.
alter table zoom.sessions add column participants int not null default 0;
comment on column zoom.sessions.participants is 'How many took part';
alter table zoom.readings alter column row_count type bigint;
alter table sync.runs rename column dag_id to dag_name;
alter table zoom.refusals drop column attempts;
create table sync.notes (note text primary key);
"""


def write_next_version(sql_folder: Path) -> None:
    """Change a copy of `include/sql` to what a later version may have."""
    views, functions = sql_folder / "views", sql_folder / "functions"
    (sql_folder / "migrations" / "9000.later.sql").write_text(MIGRATION)
    # A column goes, one gets another name and type; a view gets another name, one is new, one goes.
    _replace(views / "sync.unchecked_readings.sql", "    digest\n", "    row_count as rows_read\n")
    _replace(views / "sync.readings_to_check.sql", "    reading.object_key,\n", "")
    path = views / "registration.due.sql"
    text = path.read_text().replace("registration.due", "registration.due_requests")
    (views / "registration.due_requests.sql").write_text(text)
    path.unlink()
    _replace(sql_folder / "roles.sql", "on registration.due,", "on registration.due_requests,")
    (views / "sync.long_sessions.sql").write_text(
        "create or replace view sync.long_sessions as\n"
        "select participants from zoom.sessions where sync.is_long(participants);\n"
    )
    (views / "hubspot.obsolete_refusals.sql").unlink()
    # A function has another parameter and needs a view; one is new; one that triggers call changes.
    _replace(
        functions / "sync.source_of.sql",
        "sync.source_of(kind text)",
        "sync.source_of(kind varchar)",
    )
    (functions / "sync.is_long.sql").write_text(
        "create or replace function sync.is_long(participants int) returns boolean\n"
        "language sql as 'select participants > 100';\n"
    )
    _replace(
        functions / "for_tables" / "settings.record_change.sql",
        "return null;\n    end if",
        "return old;\n    end if",
    )
    _replace(
        sql_folder / "rows" / "sync.codes.sql",
        "'Nothing to do.'\n    ),\n    (\n        'sync_off'",
        "'Nothing.'\n    ),\n    (\n        'sync_off'",
    )


def _replace(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, which must have it once."""
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
