-- Alerts and sync.explain read it. An event is completed once everybody's part in it was accepted.
create or replace view hubspot.waiting as
select
    'complete' as kind,
    event.object_key,
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    'participations' as reason,
    format(
        'The end of webinar %s (%s) waits for %s participations that HubSpot has not accepted yet.',
        event.webinar_id, event.occurrence_key, count(*)
    ) as why,
    min(refusal.next_attempt_at) as next_at
from hubspot.events_to_send as event
inner join hubspot.participations_to_send as participation
    on
        participation.account_id = event.account_id
        and participation.webinar_id = event.webinar_id
        and participation.occurrence_key = event.occurrence_key
        and participation.action in ('register', 'cancel', 'attend', 'wait_for_contact')
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'participation'
        and refusal.object_key = participation.object_key
where event.action = 'complete'
group by
    event.object_key, event.account_id, event.webinar_id, event.occurrence_key;
comment on view hubspot.waiting is
'What HubSpot is not sent yet because it cannot be taken back, why, and when it is tried again';
