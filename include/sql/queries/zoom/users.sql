-- name: select_hosts
-- Select users whose webinars are to be listed now: not those listed in this extraction, nor those
-- whom Zoom refused a while ago.
select zoom_user.user_id
from zoom.users as zoom_user
where
    zoom_user.account_id = :account_id
    and not starts_with(zoom_user.user_id, 'erased-')
    and not exists (
        select 1
        from zoom.readings as reading
        where
            reading.account_id = zoom_user.account_id
            and reading.kind = 'host'
            and reading.object_key = zoom_user.user_id
            and reading.extraction >= :extraction
    )
    and not exists (
        select 1
        from zoom.refusals as refusal
        where
            refusal.account_id = zoom_user.account_id
            and refusal.object_kind = 'host'
            and refusal.object_key = zoom_user.user_id
            and not cast(:is_nightly as boolean)
            and refusal.next_attempt_at > cast(:answered_at as timestamptz)
    )
order by zoom_user.user_id;

-- name: select_host_histories
-- Select the users who can have held webinars, and up to when the history of each is known: those
-- with a licence and, by night, those who own a webinar, whoever has their licence now.
select
    zoom_user.user_id,
    zoom_user.history_read_until
from zoom.users as zoom_user
where
    zoom_user.account_id = :account_id
    and not starts_with(zoom_user.user_id, 'erased-')
    and (
        zoom_user.payload ->> 'type' = '2'
        or (
            cast(:is_full as boolean)
            and exists (
                select 1
                from zoom.webinars as webinar
                where
                    webinar.account_id = zoom_user.account_id
                    and webinar.host_id = zoom_user.user_id
                    and webinar.gone_at is null
            )
        )
    )
order by zoom_user.user_id;

-- name: update_host_history
-- Move the moment up to which a host's own history is known; never back.
update zoom.users
set
    history_read_until = :read_until,
    run_id = :run_id
where
    account_id = :account_id
    and user_id = :user_id
    and (history_read_until is null or history_read_until < :read_until);
