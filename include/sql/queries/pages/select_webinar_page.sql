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
            or (
                :status = '' and cast(:since as timestamptz) is null
                and cast(:until as timestamptz) is null
            )
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
