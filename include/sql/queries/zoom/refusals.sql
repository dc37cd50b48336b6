-- name: upsert_refusal
-- Record a refusal by account, kind and object, and when to try again: later each time, at most a
-- day later.
insert into zoom.refusals as refusal (
    account_id,
    object_kind,
    object_key,
    code,
    attempts,
    first_refused_at,
    missing_since,
    next_attempt_at,
    run_id
)
values (
    :account_id,
    :object_kind,
    :object_key,
    :code,
    1,
    :answered_at,
    -- To the minute, so that two nights at the same time are a day apart.
    case
        when cast(:is_missing as boolean)
            then date_trunc('minute', cast(:answered_at as timestamptz))
    end,
    cast(:answered_at as timestamptz) + interval '15 minutes',
    :run_id
)
on conflict (account_id, object_kind, object_key) do update
    set
        code = excluded.code,
        attempts = refusal.attempts + 1,
        missing_since = coalesce(refusal.missing_since, excluded.missing_since),
        next_attempt_at
        = cast(:answered_at as timestamptz)
        + least(interval '15 minutes' * power(2, least(refusal.attempts, 10)), interval '24 hours'),
        run_id = excluded.run_id;

-- name: select_waiting
-- Select objects of one kind that were refused, and are not to be read before a later time.
select object_key
from zoom.refusals
where
    account_id = :account_id
    and object_kind = :object_kind
    and next_attempt_at > cast(:answered_at as timestamptz);

-- name: select_refusal
-- Select how often an object was refused since it was last read, and since when.
select
    attempts,
    first_refused_at
from zoom.refusals
where
    account_id = :account_id
    and object_kind = :object_kind
    and object_key = :object_key;

-- name: select_missing_since
-- Select the objects of a kind that Zoom answered not to exist, or to be empty, and since when.
select
    object_key,
    missing_since
from zoom.refusals
where account_id = :account_id and object_kind = :object_kind and missing_since is not null;

-- name: delete_refusals
-- Forget that some objects were refused, or their answers set aside as odd: they can be read again.
with object as (
    select
        object.kind,
        object.key
    from
        unnest(cast(:object_kinds as text[]), cast(:object_keys as text[])) as object (kind, key)
),

odd as (
    delete from zoom.odd_answers as answer
    using object
    where
        answer.account_id = :account_id
        and answer.object_kind = object.kind
        and answer.object_key = object.key
)

delete from zoom.refusals as refusal
using object
where
    refusal.account_id = :account_id
    and refusal.object_kind = object.kind
    and refusal.object_key = object.key;

-- name: delete_obsolete_refusals
-- Forget refusals of what is no longer read.
delete from zoom.refusals as refusal
using sync.obsolete_objects as obsolete
where
    obsolete.account_id = :account_id
    and refusal.account_id = obsolete.account_id
    and refusal.object_kind = obsolete.object_kind
    and refusal.object_key = obsolete.object_key;

-- name: clear_obsolete_errors
-- Clear errors about what is no longer read.
update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from sync.obsolete_objects as obsolete
where
    obsolete.account_id = :account_id
    and error.object_kind = obsolete.object_kind
    and error.object_key = obsolete.object_key
    and error.cleared_at is null;

-- name: clear_common_refusals
-- Clear errors about everything of a kind, by their keys, once each resource that is still refused
-- has an error of its own.
update sync.errors as common
set
    cleared_at = now(),
    run_id = :run_id
where
    common.object_kind = 'account'
    and common.code = 'all_refused'
    and common.object_key = any(cast(:object_keys as text[]))
    and common.cleared_at is null
    and not exists (
        select 1
        from (
            select
                refusal.object_kind,
                refusal.object_key
            from zoom.refusals as refusal
            -- The history is the account's: its refusal is no resource's. Options have one for all.
            where
                refusal.account_id = :account_id
                and refusal.object_kind not in (
                    'history', 'recordings', 'polls', 'questions', 'sources'
                )
            union all
            select
                'session' as object_kind,
                session.session_uuid as object_key
            from zoom.sessions as session
            where session.account_id = :account_id and session.state = 'failed'
        ) as refused
        where not exists (
            select 1
            from sync.errors as own
            where
                own.object_kind = refused.object_kind
                and own.object_key = refused.object_key
                and own.cleared_at is null
        )
    );
