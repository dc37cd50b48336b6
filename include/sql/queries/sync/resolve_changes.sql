-- name: select_kinds_of_changes
-- Select which kinds of changes are to be resolved into marks of webinars, and of contacts.
select distinct kind
from sync.changes
order by kind;

-- name: resolve_address
-- Mark the webinars that the ledger has of addresses whose status changed.
with taken as (
    delete from sync.changes
    where kind = 'address'
    returning value
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    outcome.account_id,
    outcome.webinar_id,
    'address' as reason
from taken
inner join sync.outcomes as outcome on outcome.email = taken.value;

-- name: resolve_contact_domain
-- Mark the webinars that the ledger has of people in domains that are excluded, or no longer are.
with taken as (
    delete from sync.changes
    where kind = 'contact_domain'
    returning reverse(value) as domain
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    outcome.account_id,
    outcome.webinar_id,
    'contact_domain' as reason
from taken
inner join sync.outcomes as outcome
    on
        outcome.email is not null
        and (
            reverse(split_part(outcome.email, '@', -1)) collate "C" = taken.domain
            -- Of a subdomain: what follows is a point, and a stroke is next to it.
            or (
                reverse(split_part(outcome.email, '@', -1)) collate "C" >= taken.domain || '.'
                and reverse(split_part(outcome.email, '@', -1)) collate "C" < taken.domain || '/'
            )
        );

-- name: resolve_secondary_addresses
-- Mark the webinars of secondary addresses: whether they are matched was changed.
with taken as (
    delete from sync.changes
    where kind = 'secondary_addresses'
    returning version
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    outcome.account_id,
    outcome.webinar_id,
    'secondary_addresses' as reason
from hubspot.address_statuses as status
cross join lateral (values (status.email), (status.primary_email)) as address (email)
inner join sync.outcomes as outcome on outcome.email = address.email
where
    status.primary_email is not null
    and exists (select 1 from taken);

-- name: resolve_zoom_user
-- Mark the webinars that a user who is new, or has another address, hosts, was on the staff of, or
-- was connected to.
with taken as (
    delete from sync.changes
    where kind = 'zoom_user'
    returning account_id, value as user_id
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select
    host.account_id,
    host.webinar_id,
    'zoom_user' as reason
from taken
inner join zoom.webinar_hosts as host
    on host.account_id = taken.account_id and host.host_id = taken.user_id
union
select
    session.account_id,
    session.webinar_id,
    'zoom_user' as reason
from taken
inner join zoom.connections as connection
    on
        connection.account_id = taken.account_id
        and connection.participant_user_id = taken.user_id
inner join zoom.sessions as session
    on
        session.account_id = connection.account_id
        and session.session_uuid = connection.session_uuid
union
select
    staff.account_id,
    staff.webinar_id,
    'zoom_user' as reason
from taken
inner join zoom.staff as staff
    on staff.account_id = taken.account_id and staff.zoom_id = taken.user_id;

-- name: resolve_host
-- Mark the webinars of hosts whose settings changed.
with taken as (
    delete from sync.changes
    where kind = 'host'
    returning account_id, value as host_id
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    host.account_id,
    host.webinar_id,
    'host' as reason
from taken
inner join zoom.webinar_hosts as host
    on host.account_id = taken.account_id and host.host_id = taken.host_id;

-- name: resolve_host_address
-- Mark the webinars that are known by their host's address alone, where the user with it changed.
with taken as (
    delete from sync.changes
    where kind = 'host_address'
    returning account_id, value as address
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    webinar.account_id,
    webinar.webinar_id,
    'host_address' as reason
from taken
inner join zoom.webinar_hosts as host
    on host.account_id = taken.account_id and host.address = taken.address
inner join zoom.webinars as webinar
    on webinar.account_id = host.account_id and webinar.webinar_id = host.webinar_id
where nullif(webinar.host_id, '') is null;

-- name: resolve_host_domain
-- Mark the webinars of hosts in domains that are excluded, or no longer are.
with taken as (
    delete from sync.changes
    where kind = 'host_domain'
    returning value as domain
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select distinct
    host.account_id,
    host.webinar_id,
    'host_domain' as reason
from taken
inner join zoom.webinar_hosts as host on settings.in_domain(host.address, taken.domain);

-- name: resolve_excluded_webinars
-- Mark the excluded webinars: whether they are kept or withdrawn was changed.
with taken as (
    delete from sync.changes
    where kind = 'excluded_webinars'
    returning version
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select
    exclusion.account_id,
    exclusion.webinar_id,
    'excluded_webinars' as reason
from settings.webinar_exclusions as exclusion
where exists (select 1 from taken);

-- name: resolve_everything
-- Mark all webinars.
with taken as (
    delete from sync.changes
    where kind = 'everything'
    returning version
)

insert into sync.webinars_to_load (account_id, webinar_id, reason)
select
    webinar.account_id,
    webinar.webinar_id,
    'everything' as reason
from zoom.webinars as webinar
where exists (select 1 from taken);
