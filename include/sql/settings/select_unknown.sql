-- Which of the named accounts, hosts and webinars the warehouse has never seen.
select
    named.kind,
    named.account_id,
    named.object_id
from unnest(
    cast(:kinds as text[]), cast(:account_ids as text[]), cast(:object_ids as text[])
) as named (kind, account_id, object_id)
where case named.kind
    when 'account' then not exists (
        select 1 from zoom.accounts as known
        where known.account_id = named.account_id
    )
    when 'host' then not exists (
        select 1 from zoom.users as known
        where known.account_id = named.account_id and known.user_id = named.object_id
    )
    else not exists (
        select 1 from zoom.webinars as known
        where
            known.account_id = named.account_id
            and cast(known.webinar_id as text) = named.object_id
    )
end
order by named.kind, named.account_id, named.object_id
