create or replace function marts.keep_frozen() returns trigger
language plpgsql
as $$
declare
    has_frozen boolean;
begin
    if current_setting('webinar_sync.may_delete_frozen', true) = 'on' then
        return null;
    elsif tg_op = 'TRUNCATE' then
        has_frozen := exists (select 1 from zoom.frozen_webinars);
    elsif tg_table_name = 'registrations' then
        has_frozen := exists (select 1 from deleted where deleted.is_frozen);
    else
        has_frozen := exists (
            select 1
            from deleted
            inner join zoom.occurrences as occurrence
                on
                    occurrence.account_id = deleted.account_id
                    and occurrence.webinar_id = deleted.webinar_id
                    and occurrence.occurrence_key = deleted.occurrence_key
            where occurrence.is_frozen
        );
    end if;
    if has_frozen then
        raise exception
            '%.% holds rows of frozen webinars, which cannot be computed anew: what Zoom sent of '
            'them is no longer kept', tg_table_schema, tg_table_name
        using
            errcode = 'restrict_violation',
            hint = 'To compute all others anew, delete nothing: '
                'insert into sync.changes (kind) values (''everything'')';
    end if;
    return null;
end
$$;
comment on function marts.keep_frozen is
'Refuses to delete rows of marts that are frozen; the erasure of a person may '
'(webinar_sync.may_delete_frozen)';
