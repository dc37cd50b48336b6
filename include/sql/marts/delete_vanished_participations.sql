-- Delete participations of the computed webinars that are no longer, by account_id, webinar_id,
-- occurrence_key, email.
delete from marts.participations as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.participations as loaded
        where
            loaded.account_id = known.account_id
            and loaded.webinar_id = known.webinar_id
            and loaded.occurrence_key = known.occurrence_key
            and loaded.email = known.email
    )
