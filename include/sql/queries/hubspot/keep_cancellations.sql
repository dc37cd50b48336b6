-- name: keep_cancellations
-- Remember who was cancelled in HubSpot: who registers again is told as of a later moment. Where
-- another warehouse wrote, that comes before what this one was last answered.
with cancelled as materialized (
    select
        cancellation.account_id,
        cancellation.webinar_id,
        cancellation.occurrence_key,
        cancellation.contact_id,
        cancellation.cancelled_at
    from
        jsonb_to_recordset(cast(:rows as jsonb)) as cancellation (
            account_id text, webinar_id bigint, occurrence_key text, contact_id bigint,
            cancelled_at timestamptz
        )
),

replaced as (
    update hubspot.sent_participations as sent
    set
        withdrawn_at = cancelled.cancelled_at,
        is_withdrawn = true,
        run_id = :run_id
    from cancelled
    where
        :replaces
        and cancelled.account_id = sent.account_id
        and cancelled.webinar_id = sent.webinar_id
        and cancelled.occurrence_key = sent.occurrence_key
        and cancelled.contact_id = sent.contact_id
        and num_nonnulls(sent.cancelled_at, sent.withdrawn_at) = 0
)

insert into hubspot.left_registrations as former (
    account_id, webinar_id, occurrence_key, contact_id, interacted_at, is_cancelled, run_id
)
select
    cancelled.account_id,
    cancelled.webinar_id,
    cancelled.occurrence_key,
    cancelled.contact_id,
    max(cancelled.cancelled_at),
    true,
    :run_id
from cancelled
group by
    cancelled.account_id, cancelled.webinar_id, cancelled.occurrence_key, cancelled.contact_id
on conflict (account_id, webinar_id, occurrence_key, contact_id) do update
    set
        interacted_at = greatest(former.interacted_at, excluded.interacted_at),
        run_id = excluded.run_id;
