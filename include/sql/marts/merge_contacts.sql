-- Keep the computed contacts by email; rows that are the same stay untouched.
insert into marts.contacts as known (
    email,
    contact_id,
    first_name,
    last_name,
    average_attendance_percent,
    last_registered_url,
    registrations_total,
    attendances_total,
    first_activity_at,
    last_activity_at,
    run_id
)
select
    loaded.email,
    marts.contact_id(loaded.email, state.contact_salt) as contact_id,
    loaded.first_name,
    loaded.last_name,
    loaded.average_attendance_percent,
    loaded.last_registered_url,
    loaded.registrations_total,
    loaded.attendances_total,
    loaded.first_activity_at,
    loaded.last_activity_at,
    :run_id
from staging.contacts as loaded
cross join sync.state as state
on conflict (email) do update
    set
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        average_attendance_percent = excluded.average_attendance_percent,
        last_registered_url = excluded.last_registered_url,
        registrations_total = excluded.registrations_total,
        attendances_total = excluded.attendances_total,
        first_activity_at = excluded.first_activity_at,
        last_activity_at = excluded.last_activity_at,
        run_id = excluded.run_id
    where (
        known.first_name, known.last_name, known.average_attendance_percent,
        known.last_registered_url, known.registrations_total, known.attendances_total,
        known.first_activity_at, known.last_activity_at
    ) is distinct from (
        excluded.first_name, excluded.last_name, excluded.average_attendance_percent,
        excluded.last_registered_url, excluded.registrations_total, excluded.attendances_total,
        excluded.first_activity_at, excluded.last_activity_at
    )
