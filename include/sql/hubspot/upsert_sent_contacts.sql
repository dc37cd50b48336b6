-- HubSpot acknowledged these contacts.
insert into hubspot.sent_contacts as known (
    email,
    contact_id,
    first_name,
    last_name,
    average_attendance_percent,
    last_registered_url,
    registrations_total,
    attendances_total,
    run_id
)
select
    given.email,
    given.hubspot_id,
    given.first_name,
    given.last_name,
    given.average_attendance_percent,
    given.last_registered_url,
    given.registrations_total,
    given.attendances_total,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as given (
        email text,
        hubspot_id bigint,
        first_name text,
        last_name text,
        average_attendance_percent numeric,
        last_registered_url text,
        registrations_total int,
        attendances_total int
    )
order by given.email
on conflict (email) do update
    set
        contact_id = excluded.contact_id,
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        average_attendance_percent = excluded.average_attendance_percent,
        last_registered_url = excluded.last_registered_url,
        registrations_total = excluded.registrations_total,
        attendances_total = excluded.attendances_total,
        is_stale = false,
        run_id = excluded.run_id
