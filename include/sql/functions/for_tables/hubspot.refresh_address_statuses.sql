create or replace function hubspot.refresh_address_statuses(addresses text[]) returns void
language plpgsql
as $$
begin
    -- Two at once would each miss what the other is about to commit.
    perform pg_advisory_xact_lock(hashtextextended('address_statuses', 0));
    with known as (
        select
            touched.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from unnest(addresses) as touched (email)
        inner join hubspot.contacts as contact on contact.email = touched.email
        union all
        select
            touched.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from unnest(addresses) as touched (email)
        inner join hubspot.contacts as contact
            on contact.additional_emails @> array[touched.email]
        union all
        select
            hubspot_user.email,
            null as primary_email,
            null as is_archived,
            true as is_user
        from hubspot.users as hubspot_user
        where hubspot_user.email = any(addresses)
    ),

    address as (
        select
            known.email,
            bool_or(known.is_user) as is_user,
            coalesce(bool_and(known.is_archived), false) as is_archived,
            min(known.primary_email)
            filter (where not known.is_archived and known.primary_email <> known.email)
                as primary_email
        from known
        group by known.email
    ),

    latest as (
        select
            address.email,
            address.primary_email,
            case
                when address.is_user then 'account_user'
                when address.is_archived then 'deleted_contact'
                when address.primary_email is not null then 'secondary_email'
                else 'known'
            end as code
        from address
        where
            address.is_user
            or address.is_archived
            or address.primary_email is not null
            or exists (
                select 1
                from settings.excluded_contact_domains as excluded
                where settings.in_domain(address.email, excluded.domain)
            )
    ),

    vanished as (
        delete from hubspot.address_statuses as status
        where
            status.email = any(addresses)
            and not exists (
                select 1 from latest
                where latest.email = status.email
            )
    )

    insert into hubspot.address_statuses as status (email, primary_email, code)
    select
        latest.email,
        latest.primary_email,
        latest.code
    from latest
    on conflict (email) do update
        set
            primary_email = excluded.primary_email,
            code = excluded.code
        where (status.primary_email, status.code)
        is distinct from (excluded.primary_email, excluded.code);
end
$$;
comment on function hubspot.refresh_address_statuses is
'Decides anew what the mirror says about addresses';
