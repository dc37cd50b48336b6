create or replace function zoom.freezable_webinars(kept_days int) returns table (
    account_id text,
    webinar_id bigint,
    frozen_until timestamptz
)
language sql stable
as $$
with present as (
    select max(account.history_read_until) - make_interval(days => kept_days) as kept_since
    from zoom.accounts as account
)

select
    webinar.account_id,
    webinar.webinar_id,
    present.kept_since as frozen_until
from zoom.webinars as webinar
cross join present
inner join sync.loaded_webinars as loaded
    on loaded.account_id = webinar.account_id and loaded.webinar_id = webinar.webinar_id
left join
    lateral (
        select max(session.ended_at) as ended_at
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
    ) as last_session
    on true
left join
    lateral (
        select max(date.ends_at) as ends_at
        from zoom.dates as date
        where date.account_id = webinar.account_id and date.webinar_id = webinar.webinar_id
    ) as last_date
    on true
where
    coalesce(greatest(last_session.ended_at, last_date.ends_at), webinar.first_seen_at)
    <= present.kept_since
    -- One without a fixed time is always to come.
    and not (webinar.type = 6 and webinar.payload is not null and webinar.gone_at is null)
    -- What landed or changed is loaded first.
    and not exists (
        select 1
        from sync.webinars_to_load as mark
        inner join zoom.accounts as account on account.account_id = mark.account_id
        where
            mark.account_id = webinar.account_id
            and mark.webinar_id = webinar.webinar_id
            and (mark.due_at is null or mark.due_at <= account.history_read_until)
    )
    and not exists (
        select 1
        from sync.unchecked_readings as unchecked
        where
            unchecked.account_id = webinar.account_id
            and unchecked.webinar_id = webinar.webinar_id
    )
    and (
        exists (
            select 1 from zoom.registrants as registrant
            where
                registrant.account_id = webinar.account_id
                and registrant.webinar_id = webinar.webinar_id
        )
        or exists (
            select 1
            from zoom.sessions as session
            inner join zoom.connections as connection
                on
                    connection.account_id = session.account_id
                    and connection.session_uuid = session.session_uuid
            where
                session.account_id = webinar.account_id
                and session.webinar_id = webinar.webinar_id
        )
        or exists (
            select 1 from zoom.polls as poll
            where
                poll.account_id = webinar.account_id
                and poll.webinar_id = webinar.webinar_id
        )
        or exists (
            select 1 from zoom.questions as question
            where
                question.account_id = webinar.account_id
                and question.webinar_id = webinar.webinar_id
        )
        or exists (
            select 1 from zoom.registrant_sources as source
            where
                source.account_id = webinar.account_id
                and source.webinar_id = webinar.webinar_id
        )
        or exists (
            select 1 from zoom.webhook_cancellations as cancellation
            where
                cancellation.account_id = webinar.account_id
                and cancellation.webinar_id = webinar.webinar_id
        )
    )
$$;
comment on function zoom.freezable_webinars is
'Webinars that ended longer ago than so many days, by the latest moment up to which any account '
'was read; of which nothing is to come or to be loaded, and rows of people are kept';
