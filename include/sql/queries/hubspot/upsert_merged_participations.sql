-- name: upsert_merged_participations
-- Remember the parts of contacts that were merged into others since, and let the attendances of
-- those be sent again.
with secondary as (
    select
        contact.contact_id,
        additional.email
    from
        jsonb_to_recordset(cast(:rows as jsonb)) as contact (
            contact_id bigint,
            additional_emails text[]
        )
    cross join lateral unnest(contact.additional_emails) as additional (email)
),

merged as (
    select
        sent.account_id,
        sent.webinar_id,
        sent.occurrence_key,
        sent.email,
        secondary.contact_id
    from secondary
    inner join hubspot.sent_participations as sent
        on sent.email = secondary.email and sent.contact_id <> secondary.contact_id
    union
    select
        earlier.account_id,
        earlier.webinar_id,
        earlier.occurrence_key,
        earlier.email,
        secondary.contact_id
    from secondary
    inner join hubspot.merged_participations as earlier on earlier.email = secondary.email
),

recorded as (
    insert into hubspot.merged_participations as earlier (
        account_id, webinar_id, occurrence_key, email, contact_id, run_id
    )
    select distinct on (merged.account_id, merged.webinar_id, merged.occurrence_key, merged.email)
        merged.account_id,
        merged.webinar_id,
        merged.occurrence_key,
        merged.email,
        merged.contact_id,
        :run_id
    from merged
    order by
        merged.account_id,
        merged.webinar_id,
        merged.occurrence_key,
        merged.email,
        merged.contact_id
    on conflict (account_id, webinar_id, occurrence_key, email) do update
        set
            contact_id = excluded.contact_id,
            run_id = excluded.run_id
        where earlier.contact_id <> excluded.contact_id
    returning account_id, webinar_id, occurrence_key, contact_id
)

update hubspot.sent_participations as sent
set attend_again_at = sent.attended_sent_at + interval '1 millisecond'
from recorded
where
    sent.account_id = recorded.account_id
    and sent.webinar_id = recorded.webinar_id
    and sent.occurrence_key = recorded.occurrence_key
    and sent.contact_id = recorded.contact_id
    and sent.joined_at is not null;
