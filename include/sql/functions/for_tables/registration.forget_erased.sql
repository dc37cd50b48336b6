create or replace function registration.forget_erased() returns void
language plpgsql
as $$
declare
    addresses text[];
begin
    select array_agg(erased.value) into addresses
    from (
        select array_agg(distinct settings.normalise_address(kept.email)) as written
        from (
            select email from registration.requests
            where email <> ''
            union all
            select email from registration.results
            union all
            select email from registration.last_links
        ) as kept
    ) as known
    cross join settings.find_erased('address', known.written) as erased;
    if addresses is null then
        return;
    end if;
    update registration.requests
    set
        email = '',
        first_name = '',
        last_name = '',
        hubspot_contact_id = null,
        contact_id = null,
        registrant_id = null,
        limited_until = null,
        is_erased = true
    where settings.normalise_address(email) = any(addresses);
    delete from registration.results
    where settings.normalise_address(email) = any(addresses);
    delete from registration.last_links
    where settings.normalise_address(email) = any(addresses);
end;
$$;
comment on function registration.forget_erased is
'Empties the inbox of who asked to be forgotten: what waits for them is refused, and what was kept '
'of them is deleted';
