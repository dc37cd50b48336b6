-- name: take_session_lock
-- Try to take an advisory lock for this session, and tell which session that is.
select
    pg_try_advisory_lock(hashtextextended(:key, 0)) as is_taken,
    pg_backend_pid() as session_id;

-- name: select_lock_held
-- Tell whether a session still holds an advisory lock. PostgreSQL shows its number in two halves.
select exists(
    select 1
    from pg_locks as held
    where
        held.locktype = 'advisory'
        and held.granted
        and held.pid = :session_id
        and held.objsubid = 1
        and held.database = (
            select oid from pg_database
            where datname = current_database()
        )
        and (cast(held.classid as bigint) << 32) | cast(held.objid as bigint)
        = hashtextextended(:key, 0)
) as is_held;

-- name: select_lock_taken
-- Tell whether any session holds an advisory lock. PostgreSQL shows its number in two halves.
select exists(
    select 1
    from pg_locks as held
    where
        held.locktype = 'advisory'
        and held.granted
        and held.objsubid = 1
        and held.database = (
            select oid from pg_database
            where datname = current_database()
        )
        and (cast(held.classid as bigint) << 32) | cast(held.objid as bigint)
        = hashtextextended(:key, 0)
) as is_taken;

-- name: release_session_lock
-- Free an advisory lock of this session; false: it did not hold it.
select pg_advisory_unlock(hashtextextended(:key, 0)) as was_held;

-- name: limit_waiting
-- Let a page neither wait long for a lock nor compute for long, until its transaction ends.
select
    set_config('lock_timeout', '3s', true) as lock_timeout,
    set_config('statement_timeout', '30s', true) as statement_timeout;

-- name: only_read
-- Let nothing be written until the transaction ends, and no statement last longer than so many
-- milliseconds.
select
    set_config('transaction_read_only', 'on', true) as transaction_read_only,
    set_config('statement_timeout', cast(:most_ms as text), true) as statement_timeout;
