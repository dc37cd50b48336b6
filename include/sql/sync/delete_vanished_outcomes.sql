-- Delete outcomes of the computed webinars that are no longer, by account_id, webinar_id,
-- occurrence_key, subject, subject_key.
delete from sync.outcomes as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.outcomes as loaded
        where
            loaded.account_id = known.account_id
            and loaded.webinar_id = known.webinar_id
            and loaded.occurrence_key = known.occurrence_key
            and loaded.subject = known.subject
            and loaded.subject_key = known.subject_key
    )
