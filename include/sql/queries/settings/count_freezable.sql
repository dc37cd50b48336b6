-- name: count_freezable
-- Count the webinars that would be frozen at once if rows of the schema zoom were kept for so many
-- days, and the rows about people that would be deleted, but for those that were set aside.
select
    count(*) as webinars,
    coalesce(sum(
        (
            select count(*) from zoom.registrants as registrant
            where
                registrant.account_id = freezable.account_id
                and registrant.webinar_id = freezable.webinar_id
        )
        + (
            select count(*)
            from zoom.sessions as session
            inner join zoom.connections as connection
                on
                    connection.account_id = session.account_id
                    and connection.session_uuid = session.session_uuid
            where
                session.account_id = freezable.account_id
                and session.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from zoom.former_registrations as former
            where
                former.account_id = freezable.account_id
                and former.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from zoom.registrant_sources as known
            where
                known.account_id = freezable.account_id
                and known.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from zoom.webhook_cancellations as cancellation
            where
                cancellation.account_id = freezable.account_id
                and cancellation.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from zoom.polls as poll
            where
                poll.account_id = freezable.account_id
                and poll.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from zoom.questions as question
            where
                question.account_id = freezable.account_id
                and question.webinar_id = freezable.webinar_id
        )
        + (
            select count(*) from sync.outcomes as outcome
            where
                outcome.account_id = freezable.account_id
                and outcome.webinar_id = freezable.webinar_id
                and outcome.subject <> 'webinar'
        )
    ), 0) as row_count
from zoom.freezable_webinars(:kept_days) as freezable;
