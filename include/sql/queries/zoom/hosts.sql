-- name: merge_listed_webinars
-- Remember which webinars a host's listing has, by account, host and webinar.
with removed as (
    delete from zoom.listed_webinars
    where
        account_id = :account_id
        and user_id = :user_id
        and webinar_id <> all(cast(:webinar_ids as bigint[]))
)

insert into zoom.listed_webinars (account_id, user_id, webinar_id, run_id)
select distinct
    :account_id,
    :user_id,
    listed.webinar_id,
    :run_id
from unnest(cast(:webinar_ids as bigint[])) as listed (webinar_id)
on conflict (account_id, user_id, webinar_id) do nothing;

-- name: select_hosts_to_ask
-- Select the hosts of webinars of which it is not known whether they belong to Zoom Events, but for
-- those whom Zoom refused a while ago, or in this run, or whose listing lacked them within a day.
select distinct webinar.host_id as user_id
from zoom.webinars as webinar
where
    webinar.account_id = :account_id
    and webinar.webinar_id = any(cast(:webinar_ids as bigint[]))
    and webinar.is_events_webinar is null
    and webinar.events_flag_unknowable_at is null
    and webinar.host_id <> ''
    and (
        webinar.unlisted_since is null
        or webinar.unlisted_since <= cast(:answered_at as timestamptz) - interval '24 hours'
    )
    and not exists (
        select 1
        from zoom.refusals as refusal
        where
            refusal.account_id = webinar.account_id
            and refusal.object_kind = 'host'
            and refusal.object_key = webinar.host_id
            and (
                refusal.run_id = :run_id
                or (
                    not cast(:is_nightly as boolean)
                    and refusal.next_attempt_at > cast(:answered_at as timestamptz)
                )
            )
    )
order by user_id;

-- name: update_unlisted_webinars
-- Remember since when a host's complete listing lacks webinars of which it should tell whether they
-- belong to Zoom Events. To the minute, so that two nights at the same time are a day apart.
update zoom.webinars as webinar
set
    unlisted_since = date_trunc('minute', listing.answered_at),
    run_id = :run_id
from zoom.readings as listing
where
    webinar.account_id = :account_id
    and webinar.is_events_webinar is null
    and webinar.events_flag_unknowable_at is null
    and webinar.unlisted_since is null
    and webinar.payload is not null
    and listing.account_id = webinar.account_id
    and listing.kind = 'host'
    and listing.object_key = webinar.host_id
    and listing.answered_at >= webinar.first_seen_at
    and not exists (
        select 1
        from zoom.refusals as refusal
        where
            refusal.account_id = webinar.account_id
            and refusal.object_kind = 'host'
            and refusal.object_key = webinar.host_id
    );
