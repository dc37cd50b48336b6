create or replace function zoom.leave_out_erased_answer() returns trigger
language plpgsql
as $$
begin
    if
        coalesce(to_jsonb(new) ->> 'email', '') = ''
        and new.payload ? 'name'
        and settings.has_erasures()
        and exists (
            select 1
            from settings.find_erased('name', array[
                concat_ws(
                    ' ', new.account_id, new.webinar_id, lower(btrim(new.payload ->> 'name'))
                )
            ])
        )
    then
        new.payload := new.payload - 'name';
    end if;
    return new;
end
$$;
comment on function zoom.leave_out_erased_answer is
'Leaves out the names of people who asked to be forgotten, where an answer has nothing but that';
