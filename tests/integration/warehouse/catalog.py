"""What a database holds besides its data, to compare databases; statements as any user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from local.postgres import Cluster

_CATALOG = """
select
    'schema', nspname, pg_get_userbyid(nspowner), nspacl::text,
    obj_description(oid, 'pg_namespace')
from pg_namespace
where nspname = any(%(schemas)s)
union all
select
    'relation ' || relkind::text, oid::regclass::text, pg_get_userbyid(relowner), relacl::text,
    concat_ws(
        ' ', relpersistence, obj_description(oid, 'pg_class'),
        case when relkind = 'v' then pg_get_viewdef(oid) end, reloptions::text
    )
from pg_class
where relnamespace::regnamespace::text = any(%(schemas)s) and relkind <> 'i'
union all
select
    'column', attrelid::regclass || '.' || attname, attnum::text, attacl::text,
    concat_ws(
        ' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
        pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
    )
from pg_attribute
inner join pg_class on pg_class.oid = attrelid
left join pg_attrdef on adrelid = attrelid and adnum = attnum
where
    relnamespace::regnamespace::text = any(%(schemas)s)
    and relkind in ('r', 'v')
    and attnum > 0
    and not attisdropped
union all
select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid), null, null
from pg_constraint
where connamespace::regnamespace::text = any(%(schemas)s)
union all
select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid), null, null
from pg_index
inner join pg_class on pg_class.oid = indexrelid
where relnamespace::regnamespace::text = any(%(schemas)s)
union all
select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(pg_trigger.oid), null, null
from pg_trigger
inner join pg_class on pg_class.oid = tgrelid
where relnamespace::regnamespace::text = any(%(schemas)s) and not tgisinternal
union all
select
    'function', oid::regprocedure::text, pg_get_userbyid(proowner), proacl::text,
    concat_ws(' ', pg_get_functiondef(oid), obj_description(oid, 'pg_proc'))
from pg_proc
where pronamespace::regnamespace::text = any(%(schemas)s)
union all
select 'code', code, meaning, what_changes_it, null
from sync.codes
"""
_SCHEMAS = ["zoom", "marts", "sync", "settings", "hubspot", "registration", "staging"]


def catalog(url: str) -> dict[str, tuple[str | None, ...]]:
    """Return everything in our schemas but data, the reference rows included, by kind and name.

    Columns have their place, so that `select *` is the same; owners and rights count, too.
    """
    with psycopg.connect(url) as connection:
        rows = connection.execute(_CATALOG, {"schemas": _SCHEMAS}).fetchall()
    return {f"{kind} {name}": tuple(facts) for kind, name, *facts in rows}


def url_of(cluster: Cluster, database: str, user: str) -> str:
    """Return the URL of a database for another user than the cluster's own."""
    return f"postgresql://{user}@{cluster.url(database).split('@', 1)[1]}"


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run a statement, and return its rows, if it has any."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
