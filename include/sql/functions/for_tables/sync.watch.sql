create or replace function sync.watch(
    watched text, consequence text, variadic ignored text[] default '{}'
) returns void
language plpgsql
as $$
declare
    event text;
    watches constant bigint := (
        select count(*)
        from pg_trigger
        where tgrelid = watched::regclass and tgname ~ '^follow_insert'
    );
begin
    foreach event in array array['insert', 'update', 'delete'] loop
        execute format(
            'create trigger %I after %s on %s referencing %s for each statement '
            'execute function sync.follow_change(%s)',
            'follow_' || event || coalesce('_' || nullif(watches, 0), ''),
            event,
            watched,
            case event
                when 'insert' then 'new table as new_rows'
                when 'delete' then 'old table as old_rows'
                else 'old table as old_rows new table as new_rows'
            end,
            (
                select string_agg(quote_literal(argument), ', ')
                from unnest(consequence || ignored) as argument
            )
        );
    end loop;
end
$$;
comment on function sync.watch is
'For migrations: executes a statement whenever rows of a table change, in the same transaction; '
'it reads the rows as `changed`. Columns that are named, and run_id, may change without it';
