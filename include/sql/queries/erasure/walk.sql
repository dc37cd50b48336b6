-- name: select_tables
-- Select all tables of the warehouse's schemas, and which of the columns by which people are known
-- each has.
select
    pg_namespace.nspname as schema_name,
    pg_namespace.nspname || '.' || pg_class.relname as table_name,
    exists(
        select 1 from pg_attribute
        where
            pg_attribute.attrelid = pg_class.oid
            and pg_attribute.attname = 'email'
            and not pg_attribute.attisdropped
    ) as has_email
from pg_class
inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where
    pg_class.relkind in ('r', 'p')
    and not pg_class.relispartition
    and pg_namespace.nspname in (
        'zoom', 'marts', 'sync', 'settings', 'hubspot', 'registration', 'staging'
    )
    and pg_class.relname not in ('erasures', 'erased_people', 'erasure_key')
order by table_name;

-- name: count_rows_of
-- Count the rows of a table that hold an address or an id of a person in any column.
select settings.count_rows_of(:table_name, cast(:needles as text[])) as amount;

-- name: replace_in_table
-- Put keyed digests in place of the addresses and ids of a person in all columns of a table.
select settings.replace_in_table(
    :table_name, cast(:needles as text[]), cast(:replacements as text[])
) as amount;

-- name: replace_in_history
-- Put keyed digests in place of the addresses and ids of a person in settings.history.
select settings.replace_in_history(cast(:needles as text[])) as amount;

-- name: delete_rows_of
-- Delete the rows of a table whose column email has an address of a person.
select settings.delete_rows_of(:table_name, cast(:addresses as text[])) as amount;
