-- name: select_webinar_settings
-- Select a page of webinars with their settings, whether they are synced and why not, and counts.
with events as materialized (
    select
        account_id,
        webinar_id,
        sum(registrations) as registrations,
        sum(attendances) as attendances,
        max(coalesce(started_at, scheduled_at)) as last_at
    from marts.marketing_events
    group by account_id, webinar_id
),

chosen as materialized (
    select
        webinar.account_id,
        webinar.webinar_id,
        webinar.topic,
        setting.is_synced,
        setting.recordings,
        coalesce(events.registrations, 0) as registrations,
        coalesce(events.attendances, 0) as attendances,
        events.last_at
    from zoom.webinars as webinar
    left join settings.webinars as setting
        on
            setting.account_id = webinar.account_id
            and setting.webinar_id = webinar.webinar_id
    left join events
        on events.account_id = webinar.account_id and events.webinar_id = webinar.webinar_id
    where
        (
            :search = ''
            or strpos(lower(webinar.topic), lower(:search)) > 0
            or strpos(
                webinar.webinar_id::text,
                coalesce(nullif(regexp_replace(:search, '[\s-]', '', 'g'), ''), 'none')
            ) > 0
        )
        and (
            :state = ''
            or (:state = 'own' and setting.webinar_id is not null)
            or (
                :state in ('synced', 'left_out')
                and (:state = 'left_out') = (
                    (webinar.account_id, webinar.webinar_id) in (
                        select
                            exclusion.account_id,
                            exclusion.webinar_id
                        from settings.webinar_exclusions as exclusion
                    )
                )
            )
        )
),

page as (
    select
        chosen.*,
        count(*) over () as rows_in_all
    from chosen
    order by
        case when :sort = 'topic' and not :is_descending then lower(chosen.topic) end asc,
        case when :sort = 'topic' and :is_descending then lower(chosen.topic) end desc,
        case when :sort = 'last_at' and not :is_descending then chosen.last_at end
        asc nulls last,
        case when :sort = 'last_at' and :is_descending then chosen.last_at end
        desc nulls last,
        case when :sort = 'registrations' and not :is_descending then chosen.registrations end
        asc,
        case when :sort = 'registrations' and :is_descending then chosen.registrations end
        desc,
        chosen.account_id asc,
        chosen.webinar_id asc
    limit :page_rows offset :skipped
)

select
    page.account_id,
    page.webinar_id,
    page.topic,
    page.is_synced,
    page.recordings,
    excluded.code,
    page.registrations,
    page.attendances,
    page.last_at,
    page.rows_in_all,
    account.brand,
    coalesce(
        nullif(
            btrim(concat_ws(' ', owner.payload ->> 'first_name', owner.payload ->> 'last_name')), ''
        ),
        host.address
    ) as host_name
from page
left join zoom.accounts as account on account.account_id = page.account_id
left join
    lateral (
        select
            known.account_id,
            known.host_id,
            known.address
        from zoom.webinar_hosts as known
        where known.account_id = page.account_id and known.webinar_id = page.webinar_id
        order by known.host_id
        limit 1
    ) as host
    on true
left join
    lateral (
        select exclusion.code
        from settings.webinar_exclusions as exclusion
        where
            exclusion.account_id = page.account_id
            and exclusion.webinar_id = page.webinar_id
        order by exclusion.code
        limit 1
    ) as excluded
    on true
left join zoom.users as owner
    on owner.account_id = host.account_id and owner.user_id = host.host_id
order by
    case when :sort = 'topic' and not :is_descending then lower(page.topic) end asc,
    case when :sort = 'topic' and :is_descending then lower(page.topic) end desc,
    case when :sort = 'last_at' and not :is_descending then page.last_at end asc nulls last,
    case when :sort = 'last_at' and :is_descending then page.last_at end desc nulls last,
    case when :sort = 'registrations' and not :is_descending then page.registrations end asc,
    case when :sort = 'registrations' and :is_descending then page.registrations end desc,
    page.account_id asc,
    page.webinar_id asc;
