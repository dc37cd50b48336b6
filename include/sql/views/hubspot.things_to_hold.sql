create or replace view hubspot.things_to_hold as
-- Materialized: PostgreSQL would plan and ask what a reason follows from as often as it is named.
with holds as materialized (
    select
        action,
        object_key,
        account_id,
        webinar_id,
        occurrence_key,
        reason,
        people_missing,
        next_at,
        is_exempt
    from hubspot.event_holds
)

select
    'marketing_event' as object_kind,
    hold.action,
    hold.object_key,
    hold.account_id,
    hold.webinar_id,
    hold.occurrence_key,
    null as email,
    coalesce(hold.reason, brake.reason) as reason,
    hold.people_missing,
    hold.next_at
from holds as hold
left join hubspot.braked as brake
    on
        brake.object_kind = 'marketing_event'
        and brake.action = hold.action
        and not hold.is_exempt
where
    hold.reason is distinct from 'history'
    and (hold.reason is not null or hold.people_missing > 0 or brake.reason is not null)
union all
select
    'contact' as object_kind,
    'create' as action,
    contact.object_key,
    null as account_id,
    null as webinar_id,
    null as occurrence_key,
    contact.email,
    'incomplete' as reason,
    0 as people_missing,
    null as next_at
from hubspot.contacts_to_send as contact
where contact.action = 'incomplete'
union all
select
    removal.object_kind,
    'withdraw' as action,
    removal.object_key,
    removal.account_id,
    removal.webinar_id,
    removal.occurrence_key,
    removal.email,
    brake.reason,
    0 as people_missing,
    null as next_at
from hubspot.braked as brake
inner join hubspot.withdrawals as removal on removal.object_kind = brake.object_kind
where brake.action = 'withdraw' and not removal.is_exempt;
comment on view hubspot.things_to_hold is
'What waits now, and why; without a reason: an event that is completed though it lacks people';
