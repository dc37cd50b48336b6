create or replace function zoom.leave_out_erased_answer() returns trigger
language plpgsql
as $$
declare
    written constant jsonb := to_jsonb(new);
begin
    if not settings.has_erasures() then
        return new;
    end if;
    if
        exists (
            select 1
            from settings.find_erased(
                'address', array[settings.normalise_address(written ->> 'email')]
            )
        )
        or exists (select 1 from settings.find_erased('zoom_id', array[written ->> 'user_id']))
    then
        -- The row stays: its place is its key.
        return jsonb_populate_record(new, '{"email": null, "user_id": null, "payload": {}}');
    end if;
    if exists (
        select 1
        from settings.find_erased('name', array[
            concat_ws(
                ' ', new.account_id, new.webinar_id, lower(btrim(new.payload ->> 'name'))
            )
        ])
        where coalesce(written ->> 'email', '') = ''
    ) then
        new.payload := new.payload - 'name';
    end if;
    return new;
end
$$;
comment on function zoom.leave_out_erased_answer is
'Leaves out what people who asked to be forgotten answered to polls, or asked';
