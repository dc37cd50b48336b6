-- What a push would do now: how many of what. deferred: refused lately, or waiting for what was.
with deferred as (
    select
        refusal.object_kind,
        refusal.object_key,
        refusal.digest
    from hubspot.refusals as refusal
    where refusal.next_attempt_at > now() and not :with_refused
),

contacts as (
    select
        one.email,
        case when deferred.object_key is not null then 'deferred' else one.action end as action
    from hubspot.contacts_to_send as one
    left join deferred
        on
            deferred.object_kind = 'contact'
            and deferred.object_key = one.object_key
            and deferred.digest = one.digest
),

events as (
    select
        one.account_id,
        one.webinar_id,
        one.occurrence_key,
        case when deferred.object_key is not null then 'deferred' else one.action end as action
    from hubspot.events_to_send as one
    left join deferred
        on
            deferred.object_kind = 'marketing_event'
            and deferred.object_key = one.object_key
            and deferred.digest = one.digest
),

participations as (
    select
        one.account_id,
        one.webinar_id,
        one.occurrence_key,
        case
            when deferred.object_key is not null then 'deferred'
            when one.action = 'wait_for_contact' and contacts.action = 'deferred' then 'deferred'
            when one.object_id is null and events.action = 'deferred' then 'deferred'
            when one.action = 'wait_for_contact' then one.verb
            else one.action
        end as action
    from hubspot.participations_to_send as one
    left join deferred
        on
            deferred.object_kind = 'participation'
            and deferred.object_key = one.object_key
            and deferred.digest = one.digest
    left join contacts on contacts.email = one.email
    left join events
        on
            events.account_id = one.account_id
            and events.webinar_id = one.webinar_id
            and events.occurrence_key = one.occurrence_key
            and events.action = 'deferred'
),

participations_by_event as (
    select
        action,
        count(*) as changes
    from participations
    group by account_id, webinar_id, occurrence_key, action
),

custom_events as (
    select
        case
            when deferred.object_key is not null then 'deferred'
            when one.action = 'wait_for_contact' and contacts.action = 'deferred' then 'deferred'
            else one.action
        end as action
    from hubspot.custom_events_to_send as one
    left join deferred
        on
            deferred.object_kind = 'custom_event'
            and deferred.object_key = one.object_key
            and deferred.digest = one.digest
    left join contacts on contacts.email = one.email
)

select
    'contacts' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 100.0)::int as requests
from contacts
group by action
union all
select
    'marketing events' as kind,
    action,
    count(*) as changes,
    case when action in ('cancel', 'complete') then count(*) else ceil(count(*) / 100.0) end::int
        as requests
from events
group by action
union all
select
    'participations' as kind,
    action,
    sum(changes) as changes,
    sum(ceil(changes / 100.0))::int as requests
from participations_by_event
group by action
union all
select
    'custom events' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 500.0)::int as requests
from custom_events
group by action
order by kind asc, action asc
