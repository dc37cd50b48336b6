-- name: merge_staff
-- Keep who is listed as staff of some webinars by one source, by person and first reading.
-- `reading_kind` is the kind of the source's readings.
with reading as (
    select
        reading.webinar_id,
        reading.answered_at
    from
        jsonb_to_recordset(cast(:readings as jsonb))
            as reading (webinar_id bigint, answered_at timestamptz)
),

listed as (
    select distinct on (person.webinar_id, person.person_key)
        person.webinar_id,
        person.person_key,
        person.role,
        nullif(person.email, '') as email,
        nullif(person.zoom_id, '') as zoom_id,
        person.payload
    from
        jsonb_to_recordset(cast(:rows as jsonb))
            as person (
                webinar_id bigint,
                person_key text,
                role text,
                email text,
                zoom_id text,
                payload jsonb
            )
    order by person.webinar_id, person.person_key
),

dropped as (
    update zoom.staff as staff
    set
        dropped_at = reading.answered_at,
        run_id = :run_id
    from reading
    where
        staff.account_id = :account_id
        and staff.webinar_id = reading.webinar_id
        and staff.source = :source
        and staff.dropped_at is null
        and not exists (
            select 1 from listed
            where
                listed.webinar_id = staff.webinar_id
                and listed.person_key = staff.person_key
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
    listed.webinar_id,
    :source,
    listed.person_key,
    reading.answered_at,
    listed.role,
    listed.email,
    listed.zoom_id,
    (
        select previous.answered_at
        from zoom.readings as previous
        where
            previous.account_id = :account_id
            and previous.kind = :reading_kind
            and previous.object_key = cast(listed.webinar_id as text)
    ) as previous_read_at,
    listed.payload,
    :run_id
from listed
inner join reading on listed.webinar_id = reading.webinar_id
where
    not exists (
        select 1
        from zoom.staff as staff
        where
            staff.account_id = :account_id
            and staff.webinar_id = listed.webinar_id
            and staff.source = :source
            and staff.person_key = listed.person_key
            and staff.dropped_at is null
    )
on conflict (account_id, webinar_id, source, person_key, first_read_at) do update
    set
        dropped_at = null,
        run_id = excluded.run_id;
