create or replace function hubspot.leave_out_erased() returns trigger
language plpgsql
as $$
declare
    erased text[];
begin
    if not settings.has_erasures() then
        return new;
    end if;
    select array_agg(known.value) into erased
    from settings.find_erased('address', new.email || new.additional_emails) as known;
    if new.email = any(erased) then
        return null;
    end if;
    new.additional_emails := array(
        select address
        from unnest(new.additional_emails) with ordinality as additional (address, place)
        where erased is null or address <> all(erased)
        order by place
    );
    return new;
end
$$;
comment on function hubspot.leave_out_erased is
'Leaves contacts out of the mirror that asked to be forgotten, and such secondary addresses';
