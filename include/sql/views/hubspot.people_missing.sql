-- Whoever is registered in HubSpot becomes a no-show by the completion; whoever attended gets their
-- duration by it. Registrations are waited for only as long as they were not refused.
create or replace view hubspot.people_missing as
select
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    participation.email,
    participation.contact_label,
    coalesce(refusal.object_key, of_contact.object_key) is not null as is_refused,
    participation.action = 'withdraw' and refusal.object_key is null
        as is_held_itself,
    coalesce(refusal.next_attempt_at, of_contact.next_attempt_at) as next_at
from hubspot.participations_to_send as participation
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'participation'
        and refusal.object_key = participation.object_key
        and refusal.digest = participation.digest
left join hubspot.refusals as of_contact
    on
        participation.action = 'wait_for_contact'
        and of_contact.object_kind = 'contact'
        and of_contact.object_key = participation.contact_label
where
    (participation.verb = 'attend' and participation.action in ('attend', 'wait_for_contact'))
    or (
        participation.verb = 'register' and participation.action = 'register'
        and refusal.object_key is null
    )
    or (
        participation.is_registered
        and participation.verb <> 'register'
        and participation.action in ('cancel', 'withdraw', 'held_back')
    )
union all
select
    former.account_id,
    former.webinar_id,
    former.occurrence_key,
    null as email,
    'hubspot ' || former.hubspot_id as contact_label,
    false as is_refused,
    false as is_held_itself,
    null as next_at
from hubspot.registrations_to_cancel as former;
comment on view hubspot.people_missing is
'Participations that HubSpot must be told before their event is completed';
