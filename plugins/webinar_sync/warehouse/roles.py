"""Makes the group roles, and gives each what it may do; see `include/sql/roles.sql`.

`webinar_sync_owner` owns the schemas; who migrates is a member. `webinar_sync_job` may do what
tasks do, `webinar_sync_pages` what pages do, `webinar_sync_door` what webhooks do.
`webinar_sync_reader` is for analysts; owner and job may read as it, as which segments are computed.
Roles belong to the server, not to the database: another database's migration may have made them, or
may be making them right now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import errors, sql

from webinar_sync.warehouse.definitions import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import LiteralString

    from psycopg import Connection

OWNER = "webinar_sync_owner"
JOB = "webinar_sync_job"
PAGES = "webinar_sync_pages"
DOOR = "webinar_sync_door"
READER = "webinar_sync_reader"
ROLES = (OWNER, JOB, PAGES, DOOR, READER)

_HARMLESS = (
    errors.InsufficientPrivilege,
    errors.UndefinedObject,  # a membership of a role that could not be created
    errors.DuplicateObject,
    errors.UniqueViolation,  # another database's migration was faster
    errors.InternalError_,  # the same: "tuple concurrently updated"
)
_BOOKKEEPING = ["_yoyo_log", "_yoyo_migration", "_yoyo_version", "yoyo_lock"]
_SELECT_OTHERS_OBJECTS = """
select 1 as place, 'schema' as kind, pg_namespace.oid::regnamespace::text as name
from pg_namespace
where
    pg_namespace.nspowner <> %(owner)s::regrole
    and (pg_namespace.nspname = any(%(schemas)s) or pg_namespace.nspname = 'staging')
union all
select 2, case pg_class.relkind when 'v' then 'view' else 'table' end, pg_class.oid::regclass::text
from pg_class
where
    pg_class.relkind in ('r', 'p', 'v')
    and pg_class.relowner <> %(owner)s::regrole
    and (
        pg_class.relnamespace::regnamespace::text = any(%(schemas)s)
        or (pg_class.relname = any(%(bookkeeping)s) and pg_table_is_visible(pg_class.oid))
    )
union all
select 3, 'function', pg_proc.oid::regprocedure::text
from pg_proc
where
    pg_proc.proowner <> %(owner)s::regrole
    and pg_proc.pronamespace::regnamespace::text = any(%(schemas)s)
order by place, name
"""


class Roles:
    """The roles, as a connection to one database sees them.

    What the connection's user may not do is left out; `advice` says what is missing then.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._user = str(self._value("select current_user"))

    def create(self) -> None:
        """Create the roles that are missing, and make the user a member of the owner."""
        for statement in self._missing_roles():
            self._try(statement)
        for statement in self._missing_memberships():
            self._try(statement)

    def grant(self, folder: Path) -> None:
        """Give each role what it may do in this database; the owner gets all objects.

        :param folder: has `roles.sql`, the rights of all but the owner
        """
        if self._missing_roles():
            return
        for statement in (*self._let_in(), *self._missing_rights()):
            self._try(statement)
        self._connection.execute((folder / "roles.sql").read_bytes())
        if not self._missing_rights():
            self._hand_over()

    def advice(self) -> str | None:
        """Return a sentence that says what an administrator should run, if anything is missing."""
        roles = self._missing_roles()
        missing = [*(roles or self._missing_rights()), *self._missing_memberships()]
        if not missing:
            return None
        statements = "; ".join(statement.as_string(self._connection) for statement in missing)
        return (
            "The roles for services and analysts are not complete, because the database user "
            f"{self._user} may not make them: an administrator should run `{statements};` and then "
            "`make migrate` again."
        )

    def _missing_roles(self) -> list[sql.Composed]:
        """Return the statements that make what is missing of the roles, whatever the database."""
        missing = [
            sql.SQL("create role {} nologin").format(sql.Identifier(role))
            for role in ROLES
            if not self._value("select count(*) from pg_roles where rolname = %s", role)
        ]
        is_owner = "select pg_has_role(oid, 'usage') from pg_roles where rolname = %s"
        if not self._value(is_owner, OWNER):
            statement = sql.SQL("grant {} to {}")
            missing.append(statement.format(sql.Identifier(OWNER), sql.Identifier(self._user)))
        return missing

    def _missing_memberships(self) -> list[sql.Composed]:
        """Return the statements that let owner and job read as readers, as segments are."""
        reads = """
            select pg_has_role(member.rolname, reader.oid, 'member')
            from pg_roles as member
            inner join pg_roles as reader on reader.rolname = %s
            where member.rolname = %s
        """
        return [
            sql.SQL("grant {} to {}").format(sql.Identifier(READER), sql.Identifier(role))
            for role in (OWNER, JOB)
            if not self._value(reads, READER, role)
        ]

    def _let_in(self) -> list[sql.Composed]:
        """Return the statements that let each role into this database by itself.

        At first everybody may come in; whoever takes that away later must not lock services out.
        """
        is_let_in = """
            select count(*)
            from pg_database
            cross join lateral aclexplode(datacl) as entry
            where
                datname = current_database()
                and entry.grantee = cast(%s as regrole)
                and entry.privilege_type = 'CONNECT'
        """
        return [self._connect_statement(role) for role in ROLES if not self._value(is_let_in, role)]

    def _connect_statement(self, role: str) -> sql.Composed:
        database = sql.Identifier(str(self._value("select current_database()")))
        return sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role))

    def _missing_rights(self) -> list[sql.Composed]:
        """Return the statements that let the roles into this database, and the owner create."""
        database = sql.Identifier(str(self._value("select current_database()")))
        schema = sql.Identifier(str(self._value("select current_schema()")))
        missing = [
            self._connect_statement(role)
            for role in ROLES
            if not self._value(
                "select has_database_privilege(%s, current_database(), 'connect')", role
            )
        ]
        if not self._value(
            "select has_database_privilege(%s, current_database(), 'create')", OWNER
        ):
            statement = sql.SQL("grant create on database {} to {}")
            missing.append(statement.format(database, sql.Identifier(OWNER)))
        if not self._value("select has_schema_privilege(%s, current_schema(), 'create')", OWNER):
            statement = sql.SQL("grant create on schema {} to {}")
            missing.append(statement.format(schema, sql.Identifier(OWNER)))
        return missing

    def _hand_over(self) -> None:
        """Make the owner own every schema, table, view and function; staging tables stay."""
        parameters = {"owner": OWNER, "schemas": list(SCHEMAS), "bookkeeping": _BOOKKEEPING}
        objects = self._connection.execute(_SELECT_OTHERS_OBJECTS, parameters).fetchall()
        for _, kind, name in objects:
            self._connection.execute(
                sql.SQL("alter {} {} owner to {}").format(
                    sql.SQL(kind), sql.SQL(name), sql.Identifier(OWNER)
                )
            )

    def _try(self, statement: sql.Composed) -> None:
        """Run a statement, unless the user may not, or somebody else just did."""
        try:
            with self._connection.transaction():
                self._connection.execute(statement)
        except _HARMLESS:
            pass

    def _value(self, statement: LiteralString, *parameters: object) -> object:
        """Return the first column of the first row; null if there is none."""
        row = self._connection.execute(statement, parameters).fetchone()
        return row[0] if row else None
