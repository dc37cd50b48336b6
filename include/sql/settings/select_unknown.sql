-- Which of the named accounts, hosts and webinars the warehouse has never seen.
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
order by named.kind, named.account_id, named.object_id
