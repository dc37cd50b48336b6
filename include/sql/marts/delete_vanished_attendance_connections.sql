-- Delete attendance connections of the computed webinars that are no longer, by session_uuid,
-- user_id, joined_at.
delete from marts.attendance_connections as known
using staging.webinars as webinar
where
    known.account_id = webinar.account_id
    and known.webinar_id = webinar.webinar_id
    and not exists (
        select 1
        from staging.attendance_connections as loaded
        where
            loaded.session_uuid = known.session_uuid
            and loaded.user_id = known.user_id
            and loaded.joined_at = known.joined_at
    )
