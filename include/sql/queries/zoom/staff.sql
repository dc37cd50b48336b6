-- name: merge_staff
-- Keep who is listed as staff of a webinar by one source, by person and first reading.
-- `reading_kind` is the kind of the source's readings.
with listed as (
    select distinct on (person.person_key)
        person.person_key,
        person.role,
        nullif(person.email, '') as email,
        nullif(person.zoom_id, '') as zoom_id,
        person.payload
    from
        jsonb_to_recordset(cast(:rows as jsonb))
            as person (
                person_key text, role text, email text, zoom_id text, payload jsonb
            )
    order by person.person_key
),

dropped as (
    update zoom.staff as staff
    set
        dropped_at = :answered_at,
        run_id = :run_id
    where
        staff.account_id = :account_id
        and staff.webinar_id = :webinar_id
        and staff.source = :source
        and staff.dropped_at is null
        and not exists (
            select 1 from listed
            where listed.person_key = staff.person_key
        )
)

insert into zoom.staff (
    account_id,
    webinar_id,
    source,
    person_key,
    first_read_at,
    role,
    email,
    zoom_id,
    previous_read_at,
    payload,
    run_id
)
select
    :account_id,
    :webinar_id,
    :source,
    listed.person_key,
    :answered_at,
    listed.role,
    listed.email,
    listed.zoom_id,
    (
        select reading.answered_at
        from zoom.readings as reading
        where
            reading.account_id = :account_id
            and reading.kind = :reading_kind
            and reading.object_key = cast(:webinar_id as text)
    ) as previous_read_at,
    listed.payload,
    :run_id
from listed
where
    not exists (
        select 1
        from zoom.staff as staff
        where
            staff.account_id = :account_id
            and staff.webinar_id = :webinar_id
            and staff.source = :source
            and staff.person_key = listed.person_key
            and staff.dropped_at is null
    )
on conflict (account_id, webinar_id, source, person_key, first_read_at) do update
    set
        dropped_at = null,
        run_id = excluded.run_id;
