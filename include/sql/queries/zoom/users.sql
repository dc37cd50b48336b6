-- name: merge_users
-- Keep the users of an account by user_id; those who are no longer listed stay.
-- Pending users have no id, and cannot own a webinar. An address that is replaced is remembered.
with listed as (
    select distinct on (sent.payload ->> 'id')
        sent.payload ->> 'id' as user_id,
        coalesce(sent.payload ->> 'email', '') as email,
        coalesce(sent.payload ->> 'status', 'active') = 'active' as is_active,
        sent.payload
    from jsonb_array_elements(cast(:rows as jsonb)) as sent (payload)
    where sent.payload ->> 'id' <> ''
    order by sent.payload ->> 'id', coalesce(sent.payload ->> 'status', 'active')
),

former as (
    insert into zoom.former_addresses (account_id, user_id, email, replaced_at, run_id)
    select
        known.account_id,
        known.user_id,
        known.email,
        cast(:answered_at as timestamptz),
        :run_id
    from zoom.users as known
    inner join listed on listed.user_id = known.user_id
    where
        known.account_id = :account_id
        and known.email <> ''
        and lower(trim(known.email)) <> lower(trim(listed.email))
    on conflict (account_id, user_id, replaced_at) do nothing
)

insert into zoom.users as zoom_user (account_id, user_id, email, is_active, payload, run_id)
select
    :account_id,
    listed.user_id,
    listed.email,
    listed.is_active,
    listed.payload,
    :run_id
from listed
on conflict (account_id, user_id) do update
    set
        email = excluded.email,
        is_active = excluded.is_active,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (zoom_user.email, zoom_user.is_active, zoom_user.payload)
    is distinct from (excluded.email, excluded.is_active, excluded.payload);

-- name: select_hosts
-- Select users whose webinars are to be listed now: not those listed in this extraction, nor those
-- whom Zoom refused a while ago.
select zoom_user.user_id
from zoom.users as zoom_user
where
    zoom_user.account_id = :account_id
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
