-- name: select_hosts
-- Select the settings of single hosts.
select
    account_id,
    host_id,
    sync_new_webinars,
    recordings
from settings.hosts;

-- name: upsert_host
-- Keep the settings of one host, by account_id and host_id.
insert into settings.hosts (account_id, host_id, sync_new_webinars, recordings)
values (:account_id, :host_id, :sync_new_webinars, :recordings)
on conflict (account_id, host_id) do update
    set
        sync_new_webinars = excluded.sync_new_webinars,
        recordings = excluded.recordings;

-- name: delete_host
-- Give one host the defaults again.
delete from settings.hosts
where account_id = :account_id and host_id = :host_id;

-- name: select_webinars
-- Select the settings of single webinars.
select
    account_id,
    webinar_id,
    is_synced,
    recordings
from settings.webinars;

-- name: upsert_webinar
-- Keep the settings of one webinar, by account_id and webinar_id.
insert into settings.webinars (account_id, webinar_id, is_synced, recordings)
values (:account_id, :webinar_id, :is_synced, :recordings)
on conflict (account_id, webinar_id) do update
    set
        is_synced = excluded.is_synced,
        recordings = excluded.recordings;

-- name: delete_webinar
-- Let a webinar follow its host's setting again.
delete from settings.webinars
where account_id = :account_id and webinar_id = :webinar_id;

-- name: select_unknown
-- Select which of the named accounts, hosts and webinars the warehouse has never seen.
with named as (
    select
        unnest(cast(:kinds as text[])) as kind,
        unnest(cast(:account_ids as text[])) as account_id,
        unnest(cast(:object_ids as text[])) as object_id
)

select
    named.kind,
    named.account_id,
    named.object_id
from named
left join zoom.accounts as account
    on named.kind = 'account' and account.account_id = named.account_id
left join zoom.users as host
    on
        named.kind = 'host'
        and host.account_id = named.account_id
        and host.user_id = named.object_id
left join zoom.webinars as webinar
    on
        named.kind = 'webinar'
        and webinar.account_id = named.account_id
        and cast(webinar.webinar_id as text) = named.object_id
where coalesce(account.account_id, host.account_id, webinar.account_id) is null
order by named.kind, named.account_id, named.object_id;
