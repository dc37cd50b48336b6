-- name: select_excluded_domains
-- Select every excluded domain, and what it is excluded from: webinars, recordings or contacts.
select
    applies_to,
    domain
from settings.excluded_host_domains
union all
select
    'contacts' as applies_to,
    domain
from settings.excluded_contact_domains;

-- name: insert_excluded_host_domain
-- Leave out the webinars, or the recordings, of hosts in a domain.
insert into settings.excluded_host_domains (domain, applies_to)
values (:domain, :applies_to)
on conflict do nothing;

-- name: delete_excluded_host_domain
-- No longer leave out the webinars, or the recordings, of hosts in a domain.
delete from settings.excluded_host_domains
where domain = :domain and applies_to = :applies_to;

-- name: insert_excluded_contact_domain
-- Leave out people in a domain whom HubSpot does not have.
insert into settings.excluded_contact_domains (domain)
values (:domain)
on conflict do nothing;

-- name: delete_excluded_contact_domain
-- No longer leave out people in a domain.
delete from settings.excluded_contact_domains
where domain = :domain;

-- name: fetch_erased
-- For the transform: which addresses in the webinars to compute are of people who asked to be
-- forgotten.
select distinct
    address.email,
    erased.email_sha256
from (
    select registrant.email
    from staging.webinars_to_load as webinar
    inner join zoom.registrants as registrant
        on
            registrant.account_id = webinar.account_id
            and registrant.webinar_id = webinar.webinar_id
    union
    select connection.user_email
    from staging.webinars_to_load as webinar
    inner join zoom.sessions as session
        on session.account_id = webinar.account_id and session.webinar_id = webinar.webinar_id
    inner join zoom.connections as connection
        on
            connection.account_id = session.account_id
            and connection.session_uuid = session.session_uuid
    union
    select email from zoom.users
    union
    select email from zoom.former_addresses
    union
    select primary_email from hubspot.address_statuses
) as written
cross join
    lateral (
        select lower(regexp_replace(written.email, '^\s+|\s+$', '', 'g')) as email
    ) as address
inner join settings.erased_people as erased
    on erased.email_sha256 = encode(sha256(convert_to(address.email, 'UTF8')), 'hex')
where exists (select 1 from settings.erased_people);
