create or replace function registration.forget_erased() returns void
language plpgsql
as $$
begin
    if not exists (select 1 from settings.erased_people) then
        return;
    end if;
    update registration.requests as request
    set
        email = '',
        first_name = '',
        last_name = '',
        hubspot_contact_id = null,
        contact_id = null,
        registrant_id = null,
        limited_until = null,
        is_erased = true
    from settings.erased_people as erased
    where
        request.email <> ''
        and erased.email_sha256
        = encode(sha256(convert_to(lower(btrim(request.email)), 'UTF8')), 'hex');
    delete from registration.results as result
    using settings.erased_people as erased
    where
        erased.email_sha256
        = encode(sha256(convert_to(result.email, 'UTF8')), 'hex');
    delete from registration.last_links as link
    using settings.erased_people as erased
    where erased.email_sha256 = encode(sha256(convert_to(link.email, 'UTF8')), 'hex');
end;
$$;
comment on function registration.forget_erased is
'Empties the inbox of who asked to be forgotten: what waits for them is refused, and what was kept '
'of them is deleted';
