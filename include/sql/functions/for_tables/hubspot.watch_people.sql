create or replace function hubspot.watch_people(watched text) returns void
language plpgsql
as $$
declare
    event text;
begin
    foreach event in array array['insert', 'update', 'delete', 'truncate'] loop
        execute format(
            'create trigger %I after %s on %s %s for each statement '
            'execute function hubspot.follow_people()',
            'follow_people_' || event,
            event,
            watched,
            case event
                when 'insert' then 'referencing new table as new_rows'
                when 'update' then 'referencing old table as old_rows new table as new_rows'
                when 'delete' then 'referencing old table as old_rows'
                else ''
            end
        );
    end loop;
end
$$;
comment on function hubspot.watch_people is
'For migrations: whoever has a row that changes in a table with a column email is marked';
