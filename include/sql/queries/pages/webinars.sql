-- name: select_webinar_filters
-- Select the accounts, and the hosts who have webinars, to choose from.
select
    'account' as kind,
    account.account_id as value,
    coalesce(account.brand, account.account_id) as label
from zoom.accounts as account
union all
select
    'host' as kind,
    host.user_id as value,
    coalesce(nullif(host.email, ''), host.user_id) as label
from zoom.users as host
where host.user_id in (select webinar.host_id from zoom.webinars as webinar)
order by kind, label, value;

-- name: select_running
-- Select the webinars that run now, as webhooks say, and how many are in each.
select
    live.account_id,
    live.webinar_id,
    webinar.topic,
    min(live.started_at) as started_at,
    count(*) as people,
    count(*) filter (where live.email is null) as nameless
from marts.live_participants as live
left join zoom.webinars as webinar
    on webinar.account_id = live.account_id and webinar.webinar_id = live.webinar_id
group by live.account_id, live.webinar_id, webinar.topic
order by started_at, webinar_id;

-- name: select_webinar
-- Select one webinar, whether it is synced, and which setting says so.
select
    webinar.account_id,
    webinar.webinar_id,
    coalesce(account.brand, webinar.account_id) as account,
    coalesce(webinar.topic, (
        select max(event.topic)
        from marts.marketing_events as event
        where
            event.account_id = webinar.account_id
            and event.webinar_id = webinar.webinar_id
    )) as topic,
    host.address as host,
    webinar.gone_at,
    exclusion.code,
    codes.meaning,
    codes.what_changes_it,
    case
        when not sync.sync_webinars then 'everything'
        when setting.is_synced is not null then 'webinar'
        when host_setting.sync_new_webinars is not null then 'host'
        else 'nothing'
    end as decided_by
from zoom.webinars as webinar
cross join settings.sync as sync
left join zoom.accounts as account on account.account_id = webinar.account_id
left join zoom.webinar_hosts as host
    on host.account_id = webinar.account_id and host.webinar_id = webinar.webinar_id
left join settings.webinars as setting
    on setting.account_id = webinar.account_id and setting.webinar_id = webinar.webinar_id
left join settings.hosts as host_setting
    on host_setting.account_id = host.account_id and host_setting.host_id = host.host_id
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join sync.codes as codes on codes.code = exclusion.code
where webinar.account_id = :account_id and webinar.webinar_id = :webinar_id;

-- name: select_occurrence_page
-- Select a page of a webinar's occurrences, the latest first, with how many there are.
select
    event.occurrence_key,
    event.status,
    coalesce(event.started_at, event.scheduled_at) as starts_at,
    event.length_seconds,
    event.settled_at,
    event.registrations,
    event.attendances,
    event.no_shows,
    event.cancellations,
    event.anonymous_attendances,
    count(*) over () as rows_in_all
from marts.marketing_events as event
where event.account_id = :account_id and event.webinar_id = :webinar_id
order by starts_at desc nulls last, event.occurrence_key asc
limit :page_rows offset :skipped;

-- name: select_webinar_outcomes
-- Select what became of everything of a webinar, by code.
select
    loaded.code,
    codes.meaning,
    codes.what_changes_it,
    loaded.registrations,
    loaded.attendances,
    loaded.connections
from sync.loaded_outcomes as loaded
inner join sync.codes as codes on codes.code = loaded.code
where loaded.account_id = :account_id and loaded.webinar_id = :webinar_id
order by loaded.code = 'synced' desc, loaded.connections desc, loaded.code asc;
