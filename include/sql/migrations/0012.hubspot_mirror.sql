-- depends: 0004.hubspot 0006.marts 0007.sync 0010.nothing_lost 0011.settings_in_full
alter table settings.sync add column contact_properties text not null default 'own'
check (contact_properties in ('own', 'native'));
alter table settings.sync add column custom_events boolean not null default false;
alter table settings.sync add column difference_threshold_percent numeric(5, 2) not null default 1
check (difference_threshold_percent between 0 and 100);
comment on column settings.sync.contact_properties is
'Which HubSpot properties are written: own ones, or those of HubSpot''s own Zoom app where it '
'lets them be written';
comment on column settings.sync.custom_events is
'Whether registrations, attendances and recordings are sent as custom events, too';
comment on column settings.sync.difference_threshold_percent is
'More participations than this many in a hundred that differ in HubSpot fail the reconciliation';

-- The mirror: what HubSpot has.
alter table hubspot.contacts add column has_first_name boolean not null default false;
alter table hubspot.contacts add column has_last_name boolean not null default false;
create index on hubspot.contacts (email);
create index on hubspot.contacts using gin (additional_emails);

create table hubspot.addresses (
    email text primary key,
    read_at timestamptz not null,
    archive_read_at timestamptz,
    run_id text not null
);
comment on table hubspot.addresses is
'When HubSpot was last asked about an address; it need not know it';
comment on column hubspot.addresses.archive_read_at is
'When its archive was asked, which is only done for addresses that no contact has';

create view hubspot.address_ages as
select
    known.email,
    known.read_at,
    case
        when exists (
            select 1
            from hubspot.contacts as contact
            where
                not contact.is_archived
                and (
                    contact.email = known.email
                    or contact.additional_emails @> array[known.email]
                )
        ) then 'infinity'
        else coalesce(known.archive_read_at, '-infinity')
    end as archive_read_at
from hubspot.addresses as known;
comment on view hubspot.address_ages is
'When an address was read; the archive does not matter where a contact has the address';

create view hubspot.active_contacts as
select
    email,
    max(contact_id) as contact_id,
    bool_or(has_first_name) as has_first_name,
    bool_or(has_last_name) as has_last_name
from hubspot.contacts
where not is_archived
group by email;
comment on view hubspot.active_contacts is 'Contacts that HubSpot has, by primary address';

create view hubspot.address_statuses as
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
        one.email,
        bool_or(one.is_user) as is_user,
        coalesce(bool_and(one.is_archived), false) as is_archived,
        min(one.primary_email)
        filter (where not one.is_archived and one.primary_email <> one.email) as primary_email
    from (
        select
            given.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from hubspot.contacts as contact
        cross join
            lateral unnest(contact.email || contact.additional_emails) as given (email)
        union all
        select
            users.email,
            null as primary_email,
            null as is_archived,
            true as is_user
        from hubspot.users as users
    ) as one
    group by one.email
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

create table sync.loaded_address_statuses (
    email text primary key,
    primary_email text,
    code text not null
);
comment on table sync.loaded_address_statuses is 'hubspot.address_statuses as marts were last computed with them';

create view sync.address_status_changes as
select distinct changed.email
from hubspot.address_statuses as now
full join sync.loaded_address_statuses as before on before.email = now.email
cross join
    lateral (
        values (coalesce(now.email, before.email)), (now.primary_email), (before.primary_email)
    ) as changed (email)
where
    changed.email is not null
    and (now.code, now.primary_email) is distinct from (before.code, before.primary_email);
comment on view sync.address_status_changes is
'Addresses whose standing in HubSpot is not the one that marts were computed with';
