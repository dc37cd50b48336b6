-- name: upsert_sent_attended
-- Record attendances that HubSpot acknowledged: their event, if it was completed, is so once more.
with completed as (
    update hubspot.sent_events as event
    set
        is_to_complete_again = true,
        run_id = :run_id
    from (
        select distinct
            attendance.account_id,
            attendance.webinar_id,
            attendance.occurrence_key
        from
            jsonb_to_recordset(cast(:rows as jsonb)) as attendance (
                account_id text, webinar_id bigint, occurrence_key text
            )
    ) as attended
    where
        event.account_id = attended.account_id
        and event.webinar_id = attended.webinar_id
        and event.occurrence_key = attended.occurrence_key
        and event.completed_starts_at is not null
)

insert into hubspot.sent_participations as sent (
    account_id, webinar_id, occurrence_key, email, contact_id, joined_at, left_at,
    attended_sent_at, run_id
)
select
    attendance.account_id,
    attendance.webinar_id,
    attendance.occurrence_key,
    attendance.email,
    attendance.hubspot_id,
    attendance.joined_at,
    attendance.left_at,
    attendance.interacted_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as attendance (
        account_id text, webinar_id bigint, occurrence_key text, email text, hubspot_id bigint,
        joined_at timestamptz, left_at timestamptz, interacted_at timestamptz
    )
order by attendance.account_id, attendance.webinar_id, attendance.occurrence_key, attendance.email
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        contact_id = excluded.contact_id,
        registered_at
        = case when sent.contact_id = excluded.contact_id then sent.registered_at end,
        joined_at = excluded.joined_at,
        left_at = excluded.left_at,
        attended_sent_at = excluded.attended_sent_at,
        attend_again_at = null,
        withdrawn_at = null,
        is_withdrawn = false,
        sent_at = now(),
        run_id = excluded.run_id;
