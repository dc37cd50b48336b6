-- name: select_webinar_page
-- Select a page of the webinars that fit, with how many fit in all.
with occurrences as (
    select
        event.account_id,
        event.webinar_id,
        count(*) as occurrences,
        max(event.topic) as topic,
        min(event.host_email) as host_email,
        max(coalesce(event.started_at, event.scheduled_at)) as latest_at,
        min(event.scheduled_at) filter (where event.status = 'scheduled') as next_at,
        sum(event.registrations) as registrations,
        sum(event.attendances) as attendances,
        sum(event.no_shows) as no_shows,
        sum(event.cancellations) as cancellations,
        bool_or(
            (cast(:status as text) = '' or event.status = :status)
            and (
                cast(:since as timestamptz) is null
                or coalesce(event.started_at, event.scheduled_at) >= :since
            )
            and (
                cast(:until as timestamptz) is null
                or coalesce(event.started_at, event.scheduled_at) < :until
            )
        ) as is_in_time
    from marts.marketing_events as event
    group by event.account_id, event.webinar_id
),

webinars as (
    select
        webinar.account_id,
        webinar.webinar_id,
        coalesce(webinar.topic, occurrence.topic) as topic,
        coalesce(host.address, occurrence.host_email) as host,
        host.host_id,
        coalesce(occurrence.occurrences, 0) as occurrences,
        occurrence.latest_at,
        occurrence.next_at,
        coalesce(occurrence.registrations, 0) as registrations,
        coalesce(occurrence.attendances, 0) as attendances,
        coalesce(occurrence.no_shows, 0) as no_shows,
        coalesce(occurrence.cancellations, 0) as cancellations
    from zoom.webinars as webinar
    left join occurrences as occurrence
        on
            occurrence.account_id = webinar.account_id
            and occurrence.webinar_id = webinar.webinar_id
    left join zoom.webinar_hosts as host
        on host.account_id = webinar.account_id and host.webinar_id = webinar.webinar_id
    where
        (cast(:account as text) = '' or webinar.account_id = :account)
        and (cast(:host as text) = '' or host.host_id = :host)
        and (
            coalesce(occurrence.is_in_time, false)
            or (:status = '' and cast(:since as timestamptz) is null
                and cast(:until as timestamptz) is null)
        )
        and (
            cast(:synced as text) = ''
            or (:synced = 'no') = (
                (webinar.account_id, webinar.webinar_id) in (
                    select
                        exclusion.account_id,
                        exclusion.webinar_id
                    from settings.webinar_exclusions as exclusion
                )
            )
        )
        and (
            cast(:pattern as text) = ''
            or coalesce(webinar.topic, occurrence.topic) ilike :pattern
            or coalesce(host.address, occurrence.host_email) ilike :pattern
            or cast(webinar.webinar_id as text) = cast(:digits as text)
        )
),

sorted as (
    select
        webinars.*,
        count(*) over () as rows_in_all,
        case cast(:sort as text)
            when 'topic' then lower(topic)
            when 'host' then host
        end as text_key,
        case cast(:sort as text)
            when 'latest' then extract(epoch from coalesce(next_at, latest_at))
            when 'occurrences' then occurrences
            when 'registrations' then registrations
            when 'attendances' then attendances
            when 'no_shows' then no_shows
            when 'cancellations' then cancellations
        end as number_key
    from webinars
)

select
    account_id,
    webinar_id,
    topic,
    host,
    occurrences,
    latest_at,
    next_at,
    registrations,
    attendances,
    no_shows,
    cancellations,
    rows_in_all,
    -- Of the page's rows alone.
    (
        select exclusion.code
        from settings.webinar_exclusions as exclusion
        where
            exclusion.account_id = sorted.account_id
            and exclusion.webinar_id = sorted.webinar_id
    ) as code
from sorted
order by
    case when not :is_descending then text_key end asc nulls last,
    case when :is_descending then text_key end desc nulls last,
    case when not :is_descending then number_key end asc nulls last,
    case when :is_descending then number_key end desc nulls last,
    account_id asc,
    webinar_id asc
limit :page_rows offset :skipped;

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
    host.host_id,
    webinar.type,
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
    event.late_registrations,
    event.anonymous_attendances,
    count(*) over () as rows_in_all
from marts.marketing_events as event
where event.account_id = :account_id and event.webinar_id = :webinar_id
order by starts_at desc nulls last, event.occurrence_key
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
order by loaded.code = 'synced' desc, loaded.connections desc, loaded.code;
