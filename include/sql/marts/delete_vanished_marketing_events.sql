-- Delete marketing events of the computed webinars that are no longer, by account_id, webinar_id,
-- occurrence_key.
delete from marts.marketing_events as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.marketing_events as loaded
        where
            loaded.account_id = known.account_id
            and loaded.webinar_id = known.webinar_id
            and loaded.occurrence_key = known.occurrence_key
    )
