-- How much there is to do now, since when the newest of it is due, and whether somebody is at it.
select
    count(*) as due,
    max(due.since) as newest,
    coalesce(bool_or(lock.is_held), false) as is_under_way
from registration.due
cross join (
    select count(*) > 0 as is_held
    from pg_locks
    where
        locktype = 'advisory'
        and granted
        and database = (
            select oid from pg_database
            where datname = current_database()
        )
        and (classid::bigint << 32) | objid::bigint = hashtextextended('registration', 0)
) as lock
