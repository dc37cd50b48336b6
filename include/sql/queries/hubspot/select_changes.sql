-- name: select_changes
-- Count what a push would do now, by kind and action. `deferred`: refused lately, or waiting for
-- what was.
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
        contact.email,
        case
            when contact.action in ('history', 'incomplete') and known.email is null
                then 'look_up'
            when contact.action = 'incomplete' or gate.reason = 'brake' then 'gate'
            when deferred.object_key is not null then 'deferred'
            else contact.action
        end as action
    from hubspot.contacts_to_send as contact
    left join hubspot.addresses as known on known.email = contact.email
    left join hubspot.gate as gate
        on
            gate.object_kind = 'contact'
            and gate.action = 'withdraw'
            and gate.object_key = contact.object_key
    left join deferred
        on
            deferred.object_kind = 'contact'
            and deferred.object_key = contact.object_key
            and deferred.digest = contact.digest
),

events as (
    select
        event.account_id,
        event.webinar_id,
        event.occurrence_key,
        case
            when event.action = 'beside_native' then 'beside_native'
            when held.reason = 'history' then 'history'
            when gate.reason = 'event' then 'deferred'
            when gate.reason <> 'to_be_sent' then 'gate'
            when deferred.object_key is not null then 'deferred'
            else event.action
        end as action,
        event.action in ('create', 'beside_native') as is_creation
    from hubspot.events_to_send as event
    left join hubspot.gate as gate
        on gate.object_kind = 'marketing_event' and gate.object_key = event.object_key
    left join hubspot.held_events as held
        on
            held.account_id = event.account_id
            and held.webinar_id = event.webinar_id
            and held.occurrence_key = event.occurrence_key
            and event.action in ('create', 'complete', 'cancel')
    left join deferred
        on
            deferred.object_kind = 'marketing_event'
            and deferred.object_key = event.object_key
            and deferred.digest = event.digest
),

participations as (
    select
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        case
            when deferred.object_key is not null then 'deferred'
            when participation.action = 'wait_for_event' and held.reason = 'history'
                then 'history'
            when participation.action = 'wait_for_event' then 'gate'
            when gate.reason = 'brake' then 'gate'
            when
                participation.action = 'wait_for_contact'
                and contacts.action in ('deferred', 'held_back')
                then contacts.action
            when
                participation.action = 'wait_for_contact'
                and contacts.action in ('gate', 'history', 'look_up')
                then 'gate'
            when
                participation.object_id is null
                and events.action in ('deferred', 'gate', 'history', 'beside_native')
                then events.action
            when participation.action = 'wait_for_contact' then participation.verb
            else participation.action
        end as action
    from hubspot.participations_to_send as participation
    left join deferred
        on
            deferred.object_kind = 'participation'
            and deferred.object_key = participation.object_key
            and deferred.digest = participation.digest
    left join hubspot.gate as gate
        on
            gate.object_kind = 'participation'
            and gate.object_key = participation.object_key
    left join hubspot.held_events as held
        on
            held.account_id = participation.account_id
            and held.webinar_id = participation.webinar_id
            and held.occurrence_key = participation.occurrence_key
    left join contacts on contacts.email = participation.email
    left join events
        on
            events.account_id = participation.account_id
            and events.webinar_id = participation.webinar_id
            and events.occurrence_key = participation.occurrence_key
            and events.is_creation
            and events.action in ('deferred', 'gate', 'history', 'beside_native')
),

participations_by_event as (
    select
        action,
        count(*) as changes
    from participations
    group by account_id, webinar_id, occurrence_key, action
    union all
    select
        'cancel' as action,
        count(*) as changes
    from hubspot.registrations_to_cancel
    group by account_id, webinar_id, occurrence_key
),

custom_events as (
    select
        case
            when deferred.object_key is not null then 'deferred'
            when
                custom_event.action = 'wait_for_contact'
                and contacts.action in ('deferred', 'held_back', 'history', 'gate')
                then contacts.action
            else custom_event.action
        end as action
    from hubspot.custom_events_to_send as custom_event
    left join deferred
        on
            deferred.object_kind = 'custom_event'
            and deferred.object_key = custom_event.object_key
            and deferred.digest = custom_event.digest
    left join contacts on contacts.email = custom_event.email
),

answers as (
    select case when is_deferred and not :with_refused then 'deferred' else 'update' end as action
    from hubspot.answers_to_send
    where not is_done
),

lists as (
    select
        kept.segment,
        case
            when deferred.object_key is not null then 'deferred'
            when kept.list_id is null then 'create'
            else 'read'
        end as action
    from hubspot.kept_lists as kept
    left join deferred on deferred.object_kind = 'list' and deferred.object_key = kept.segment
    where kept.list_id is null or kept.is_stale or deferred.object_key is not null
),

list_members as (
    select
        case
            when lists.action = 'deferred' or deferred.object_key is not null then 'deferred'
            when gate.reason = 'brake' then 'gate'
            else member.action
        end as action
    from hubspot.list_members_to_send as member
    left join lists on lists.segment = member.segment
    left join deferred
        on
            deferred.object_kind = 'list_member'
            and deferred.object_key = member.object_key
            and deferred.digest = member.digest
    left join hubspot.gate as gate
        on gate.object_kind = member.object_kind and gate.object_key = member.object_key
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
union all
select
    'answers' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 100.0)::int as requests
from answers
group by action
union all
select
    'lists' as kind,
    action,
    count(*) as changes,
    count(*)::int as requests
from lists
group by action
union all
select
    'list members' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 500.0)::int as requests
from list_members
group by action
order by kind asc, action asc;
