create or replace function settings.record_change() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and old is not distinct from new then
        return null;
    end if;
    insert into settings.history (changed_by, table_name, old_row, new_row)
    values (
        coalesce(nullif(current_setting('webinar_sync.changed_by', true), ''), current_user),
        tg_table_name,
        to_jsonb(old),
        to_jsonb(new)
    );
    return null;
end
$$;
