-- name: upsert_sent_contacts
-- Record contacts that HubSpot acknowledged. While something of an account is withheld, what stayed
-- as it was last sent may be of accounts that marts do not name any more.
insert into hubspot.sent_contacts as sent (
    email, contact_id, first_name, last_name, average_attendance_percent, last_registered_url,
    registrations_total, attendances_total, account_ids, run_id
)
select
    contact.email,
    contact.hubspot_id,
    contact.first_name,
    contact.last_name,
    contact.average_attendance_percent,
    contact.last_registered_url,
    contact.registrations_total,
    contact.attendances_total,
    array(
        select distinct known.account_id
        from hubspot.account_people as known
        where known.email = contact.email
    ) as account_ids,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as contact (
        email text, hubspot_id bigint, first_name text, last_name text,
        average_attendance_percent numeric, last_registered_url text, registrations_total int,
        attendances_total int
    )
order by contact.email
on conflict (email) do update
    set
        contact_id = excluded.contact_id,
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        average_attendance_percent = excluded.average_attendance_percent,
        last_registered_url = excluded.last_registered_url,
        registrations_total = excluded.registrations_total,
        attendances_total = excluded.attendances_total,
        account_ids = coalesce(
            nullif(
                array(
                    select unnest(excluded.account_ids)
                    union
                    select withheld.account_id
                    from hubspot.withheld_accounts as withheld
                    where withheld.account_id = any(sent.account_ids)
                ),
                '{}'
            ),
            sent.account_ids
        ),
        is_stale = false,
        sent_at = now(),
        run_id = excluded.run_id;
