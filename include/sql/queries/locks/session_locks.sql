-- name: take_session_lock
-- Try to take an advisory lock for this session, and tell which session that is.
select
    pg_try_advisory_lock(hashtextextended(:key, 0)) as is_taken,
    pg_backend_pid() as session_id;

-- name: select_lock_held
-- Tell whether a session still holds an advisory lock, and which version the warehouse has until
-- the transaction ends. PostgreSQL shows the lock's number in two halves.
select
    version.migration,
    version.definitions_digest,
    exists(
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
    ) as is_held
from sync.hold_version() as version;

-- name: hold_version
-- Tell which version the warehouse has until the transaction ends.
select
    migration,
    definitions_digest
from sync.hold_version();

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
