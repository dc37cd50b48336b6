-- name: select_host_settings
-- Select a page of hosts with their settings, and how many webinars and people they have.
with webinars as materialized (
    select
        host.account_id,
        host.host_id,
        count(*) as webinars,
        coalesce(sum(events.registrations), 0) as registrations,
        coalesce(sum(events.attendances), 0) as attendances
    from zoom.webinar_hosts as host
    left join (
        select
            account_id,
            webinar_id,
            sum(registrations) as registrations,
            sum(attendances) as attendances
        from marts.marketing_events
        group by account_id, webinar_id
    ) as events
        on events.account_id = host.account_id and events.webinar_id = host.webinar_id
    where host.host_id is not null
    group by host.account_id, host.host_id
),

hosts as (
    select
        coalesce(host.account_id, setting.account_id) as account_id,
        coalesce(host.user_id, setting.host_id) as host_id,
        coalesce(
            nullif(
                btrim(concat_ws(' ', host.payload ->> 'first_name', host.payload ->> 'last_name')),
                ''
            ),
            host.email,
            setting.host_id
        ) as name,
        host.email,
        coalesce(host.is_active, false) as is_active,
        coalesce(setting.sync_new_webinars, true) as sync_new_webinars,
        coalesce(setting.recordings, false) as recordings
    from zoom.users as host
    full join settings.hosts as setting
        on setting.account_id = host.account_id and setting.host_id = host.user_id
)

select
    hosts.account_id,
    account.brand,
    hosts.host_id,
    hosts.name,
    hosts.email,
    hosts.is_active,
    hosts.sync_new_webinars,
    hosts.recordings,
    coalesce(webinars.webinars, 0) as webinars,
    coalesce(webinars.registrations, 0) as registrations,
    coalesce(webinars.attendances, 0) as attendances,
    count(*) over () as rows_in_all
from hosts
left join webinars
    on webinars.account_id = hosts.account_id and webinars.host_id = hosts.host_id
left join zoom.accounts as account on account.account_id = hosts.account_id
where
    :search = ''
    or strpos(lower(concat_ws(' ', hosts.name, hosts.email, hosts.host_id)), lower(:search)) > 0
order by
    case when :sort = 'name' and not :is_descending then lower(hosts.name) end asc,
    case when :sort = 'name' and :is_descending then lower(hosts.name) end desc,
    case when :sort = 'webinars' and not :is_descending then webinars.webinars end
    asc nulls first,
    case when :sort = 'webinars' and :is_descending then webinars.webinars end
    desc nulls last,
    lower(hosts.name) asc,
    hosts.account_id asc,
    hosts.host_id asc
limit :page_rows offset :skipped;
