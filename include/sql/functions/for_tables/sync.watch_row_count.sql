create or replace function sync.watch_row_count(watched text) returns void
language plpgsql
as $$
declare
    event text;
begin
    foreach event in array array['insert', 'delete', 'truncate'] loop
        execute format(
            'create trigger %I after %s on %s %s for each statement '
            'execute function sync.count_rows()',
            'count_' || event,
            event,
            watched,
            case event
                when 'insert' then 'referencing new table as new_rows'
                when 'delete' then 'referencing old table as old_rows'
                else ''
            end
        );
    end loop;
end
$$;
comment on function sync.watch_row_count is
'For migrations: keeps the number of a table''s rows in sync.row_counts';
