create or replace view hubspot.address_statuses as
select
    address.email,
    address.primary_email,
    case
        when address.is_user then 'account_user'
        when address.is_archived then 'deleted_contact'
        when address.primary_email is not null then 'secondary_email'
        else 'known'
    end as code
from (
    select
        entry.email,
        bool_or(entry.is_user) as is_user,
        coalesce(bool_and(entry.is_archived), false) as is_archived,
        min(entry.primary_email)
        filter (where not entry.is_archived and entry.primary_email <> entry.email) as primary_email
    from (
        select
            named.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from hubspot.contacts as contact
        cross join
            lateral unnest(contact.email || contact.additional_emails) as named (email)
        union all
        select
            hubspot_user.email,
            null as primary_email,
            null as is_archived,
            true as is_user
        from hubspot.users as hubspot_user
    ) as entry
    group by entry.email
) as address
where
    address.is_user
    or address.is_archived
    or address.primary_email is not null
    or exists (
        select 1
        from settings.excluded_contact_domains as excluded
        where settings.in_domain(address.email, excluded.domain)
    );
comment on view hubspot.address_statuses is
'Addresses about which the mirror decides something. known: in an excluded domain, and a contact';
