-- name: select_participations_to_send
-- Select interactions of one kind to be sent, event by event.
select
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    participation.email,
    participation.object_key,
    participation.digest,
    participation.object_id,
    participation.hubspot_id,
    participation.action,
    participation.interacted_at,
    participation.registered_at,
    participation.cancelled_at,
    participation.joined_at,
    participation.left_at
from hubspot.participations_to_send as participation
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'participation'
        and refusal.object_key = participation.object_key
        and refusal.digest = participation.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where
    participation.verb = :verb
    -- Whom a verb cannot be about is left out before anything is joined.
    and (:verb <> 'register' or participation.registered_at is not null)
    and (:verb <> 'cancel' or participation.state in ('cancelled', 'registered_late'))
    and (:verb <> 'attend' or participation.joined_at is not null)
    and participation.action in (:verb, 'withdraw')
    and participation.object_id is not null
    -- What vanished only since this push began is the next push's.
    and participation.interacted_at is not null
    and refusal.object_key is null
order by participation.object_id, participation.hubspot_id;

-- name: upsert_sent_registered
-- Record registrations that HubSpot acknowledged.
insert into hubspot.sent_participations as sent (
    account_id, webinar_id, occurrence_key, email, contact_id, registered_at,
    registered_sent_at, run_id
)
select
    registration.account_id,
    registration.webinar_id,
    registration.occurrence_key,
    registration.email,
    registration.hubspot_id,
    registration.registered_at,
    registration.interacted_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as registration (
        account_id text, webinar_id bigint, occurrence_key text, email text, hubspot_id bigint,
        registered_at timestamptz, interacted_at timestamptz
    )
order by
    registration.account_id,
    registration.webinar_id,
    registration.occurrence_key,
    registration.email
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        contact_id = excluded.contact_id,
        registered_at = excluded.registered_at,
        registered_sent_at = excluded.registered_sent_at,
        cancelled_at = null,
        joined_at = null,
        left_at = null,
        attend_again_at = null,
        withdrawn_at = null,
        is_withdrawn = false,
        sent_at = now(),
        run_id = excluded.run_id;

-- name: upsert_sent_cancelled
-- Record cancellations that HubSpot acknowledged.
insert into hubspot.sent_participations as sent (
    account_id, webinar_id, occurrence_key, email, contact_id, cancelled_at, run_id
)
select
    cancellation.account_id,
    cancellation.webinar_id,
    cancellation.occurrence_key,
    cancellation.email,
    cancellation.hubspot_id,
    cancellation.cancelled_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as cancellation (
        account_id text, webinar_id bigint, occurrence_key text, email text, hubspot_id bigint,
        cancelled_at timestamptz
    )
order by
    cancellation.account_id,
    cancellation.webinar_id,
    cancellation.occurrence_key,
    cancellation.email
on conflict (account_id, webinar_id, occurrence_key, email) do update
    set
        contact_id = excluded.contact_id,
        registered_at
        = case when sent.contact_id = excluded.contact_id then sent.registered_at end,
        cancelled_at = excluded.cancelled_at,
        joined_at = null,
        left_at = null,
        attend_again_at = null,
        withdrawn_at = null,
        is_withdrawn = false,
        sent_at = now(),
        run_id = excluded.run_id;

-- name: mark_withdrawn
-- Remember when participations vanished from marts, before that is sent: sent again after a crash,
-- it is the same. What the gate holds is not marked: if it comes back, nothing happened.
update hubspot.sent_participations as sent
set
    withdrawn_at = now(),
    run_id = :run_id
from hubspot.withdrawals as withdrawal
left join hubspot.braked as brake
    on
        brake.object_kind = 'participation'
        and brake.action = 'withdraw'
        and not withdrawal.is_exempt
where
    withdrawal.object_kind = 'participation'
    and brake.reason is null
    and not exists (
        select 1
        from hubspot.reloading_webinars as reloading
        where
            reloading.account_id = withdrawal.account_id
            and reloading.webinar_id = withdrawal.webinar_id
    )
    and sent.withdrawn_at is null
    and withdrawal.account_id = sent.account_id
    and withdrawal.webinar_id = sent.webinar_id
    and withdrawal.occurrence_key = sent.occurrence_key
    and withdrawal.email = sent.email;

-- name: mark_cancelled_withdrawn
-- Mark participations as withdrawn that vanished from marts, and are cancelled in HubSpot already.
update hubspot.sent_participations as sent
set
    withdrawn_at = sent.cancelled_at,
    is_withdrawn = true,
    run_id = :run_id
from hubspot.participations_to_withdraw as participation
where
    participation.action = 'nothing'
    and participation.account_id = sent.account_id
    and participation.webinar_id = sent.webinar_id
    and participation.occurrence_key = sent.occurrence_key
    and participation.email = sent.email;

-- name: update_sent_withdrawn
-- Record that HubSpot acknowledged the withdrawal of participations.
update hubspot.sent_participations as sent
set
    is_withdrawn = true,
    sent_at = now(),
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as acknowledged (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        email text
    )
where
    sent.account_id = acknowledged.account_id
    and sent.webinar_id = acknowledged.webinar_id
    and sent.occurrence_key = acknowledged.occurrence_key
    and sent.email = acknowledged.email;

-- name: forget_participations
-- Forget participations that vanished from marts, and of which HubSpot has nothing to withdraw.
delete from hubspot.sent_participations as sent
using hubspot.participations_to_withdraw as participation
where
    participation.action = 'forget'
    and participation.account_id = sent.account_id
    and participation.webinar_id = sent.webinar_id
    and participation.occurrence_key = sent.occurrence_key
    and participation.email = sent.email;

-- name: select_registrations_to_cancel
-- Select registrations of contacts from which the person has parted, event by event.
select
    account_id,
    webinar_id,
    occurrence_key,
    hubspot_id,
    interacted_at,
    object_id
from hubspot.registrations_to_cancel
order by object_id, hubspot_id;

-- name: update_left_registrations
-- Record that HubSpot has nothing of them any more.
update hubspot.left_registrations as former
set
    is_cancelled = true,
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as cancelled (
        account_id text,
        webinar_id bigint,
        occurrence_key text,
        hubspot_id bigint
    )
where
    cancelled.account_id = former.account_id
    and cancelled.webinar_id = former.webinar_id
    and cancelled.occurrence_key = former.occurrence_key
    and cancelled.hubspot_id = former.contact_id;
