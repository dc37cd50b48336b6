-- name: update_unknowable_events_flags
-- Mark webinars of which no listing can tell any more whether they belong to Zoom Events: their
-- host's lacks them although their detail answers, or the host has none, which a second answer
-- confirmed a day later.
update zoom.webinars as webinar
set
    events_flag_unknowable_at = :answered_at,
    run_id = :run_id
where
    webinar.account_id = :account_id
    and webinar.is_events_webinar is null
    and webinar.events_flag_unknowable_at is null
    and webinar.payload is not null
    and (
        nullif(webinar.host_id, '') is null
        or exists (
            select 1
            from zoom.readings as listing
            where
                listing.account_id = webinar.account_id
                and listing.kind = 'host'
                and listing.object_key = webinar.host_id
                and listing.answered_at >= webinar.unlisted_since + interval '24 hours'
                and not exists (
                    select 1
                    from zoom.refusals as refusal
                    where
                        refusal.account_id = webinar.account_id
                        and refusal.object_kind = 'host'
                        and refusal.object_key = webinar.host_id
                )
        )
        or exists (
            select 1
            from zoom.refusals as refusal
            where
                refusal.account_id = webinar.account_id
                and refusal.object_kind = 'host'
                and refusal.object_key = webinar.host_id
                and refusal.missing_since
                <= cast(:answered_at as timestamptz) - interval '24 hours'
        )
    );
