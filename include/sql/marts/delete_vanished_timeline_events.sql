-- Delete timeline events of the computed webinars that are no longer, by email, account_id,
-- webinar_id, occurrence_key, kind.
delete from marts.timeline_events as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.timeline_events as loaded
        where
            loaded.email = known.email
            and loaded.account_id = known.account_id
            and loaded.webinar_id = known.webinar_id
            and loaded.occurrence_key = known.occurrence_key
            and loaded.kind = known.kind
    )
