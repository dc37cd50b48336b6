-- name: insert_portion
-- Choose which webinars of the queue this transaction computes: a bounded part, those marked first.
-- What is marked while the load is under way is left to the next. Counts what is left.
with queued as (
    select
        mark.account_id,
        mark.webinar_id,
        min(mark.version) as version
    from sync.webinars_to_load as mark
    inner join sync.loadable_webinars as loadable
        on loadable.account_id = mark.account_id and loadable.webinar_id = mark.webinar_id
    where mark.version <= :last_version
    group by mark.account_id, mark.webinar_id
),

sized as (
    select
        queued.account_id,
        queued.webinar_id,
        row_number() over by_version as place,
        sum(listed.row_count) over by_version as row_count
    from queued
    cross join
        lateral (
            select coalesce(sum(reading.row_count), 0) as row_count
            from zoom.readings as reading
            where
                reading.account_id = queued.account_id
                and reading.webinar_id = queued.webinar_id
                and reading.kind in ('participants', 'registrants')
        ) as listed
    window by_version as (order by queued.version)
),

chosen as (
    insert into staging.webinars_to_load (account_id, webinar_id)
    select
        account_id,
        webinar_id
    from sized
    where
        place = 1
        or (place <= :most_webinars and row_count <= :most_rows)
    returning account_id
)

select
    (select count(*) from chosen) as webinars,
    (select count(*) from queued) - (select count(*) from chosen) as webinars_left;
