-- name: insert_connected
-- Remember when HubSpot was first connected.
insert into hubspot.connected (connected_at, run_id)
select
    clock.present_at,
    :run_id
from hubspot.clock as clock
on conflict do nothing;

-- name: insert_history_events
-- Remember which events that ended before push_since a run was asked to send.
insert into hubspot.history_events (account_id, webinar_id, occurrence_key, run_id)
select
    held.account_id,
    held.webinar_id,
    held.occurrence_key,
    :run_id
from hubspot.events_to_hold as held
where held.reason = 'history'
on conflict do nothing;

-- name: insert_history_contacts
-- Remember which contacts that did nothing since push_since a run was asked to create.
insert into hubspot.history_contacts (contact_id, run_id)
select
    contact.contact_id,
    :run_id
from marts.contacts as contact
cross join hubspot.push_since as boundary
where contact.last_activity_at < boundary.since
on conflict do nothing;

-- name: insert_released_webinars
-- Remember which webinars a run was asked to send though something of them was not read for a week.
insert into hubspot.released_webinars (account_id, webinar_id, run_id)
select
    loaded.account_id,
    loaded.webinar_id,
    :run_id
from sync.loaded_webinars as loaded
inner join sync.errors as error
    on
        error.object_kind = 'webinar'
        and error.object_key = loaded.account_id || ' ' || loaded.webinar_id
        and error.code = 'incomplete'
        and error.cleared_at is null
        and error.first_seen_at <= now() - interval '7 days'
where not loaded.is_complete
on conflict do nothing;

-- name: delete_released_webinars
-- Hold webinars again that were whole since: what is missing now is something else.
delete from hubspot.released_webinars as released
using sync.loaded_webinars as loaded
where
    loaded.account_id = released.account_id
    and loaded.webinar_id = released.webinar_id
    and loaded.is_complete;

-- name: insert_allowed_removals
-- Remember what a run was asked to remove although the brake holds it.
insert into hubspot.allowed_removals as allowed (object_kind, object_key, run_id)
select
    gate.object_kind,
    gate.object_key,
    :run_id
from hubspot.gate as gate
where gate.reason = 'brake'
on conflict (object_kind, object_key) do update
    set
        allowed_at = now(),
        run_id = excluded.run_id;

-- name: delete_old_removals
-- Forget what the brake no longer adds up.
delete from hubspot.removals as removal
using hubspot.clock as clock
where removal.removed_at < clock.present_at - interval '7 days';

-- name: delete_old_allowances
-- Forget removals that were allowed more than a day ago.
delete from hubspot.allowed_removals
where allowed_at <= now() - interval '24 hours';

-- name: refresh_held_events
-- Find out anew of which events HubSpot is told nothing new.
with present as materialized (
    select
        account_id,
        webinar_id,
        occurrence_key,
        reason
    from hubspot.events_to_hold
),

gone as (
    delete from hubspot.held_events as held
    where not exists (
        select 1
        from present
        where
            present.account_id = held.account_id
            and present.webinar_id = held.webinar_id
            and present.occurrence_key = held.occurrence_key
    )
)

insert into hubspot.held_events as held (account_id, webinar_id, occurrence_key, reason)
select
    present.account_id,
    present.webinar_id,
    present.occurrence_key,
    present.reason
from present
order by present.account_id, present.webinar_id, present.occurrence_key
on conflict (account_id, webinar_id, occurrence_key) do update
    set reason = excluded.reason
    where held.reason <> excluded.reason;

-- name: select_brakes
-- Select what is to be removed in HubSpot and waits, because it is so much.
select
    object_kind,
    action,
    waiting,
    removed,
    held
from hubspot.braked
order by object_kind, action;

-- name: select_events_that_may
-- Select which of some marketing events may have one thing done to them now; is_counted: by the
-- brake.
select
    hold.object_key,
    hold.action in ('delete', 'cancel') and not hold.is_exempt as is_counted
from hubspot.event_holds as hold
left join hubspot.braked as brake
    on
        brake.object_kind = 'marketing_event'
        and brake.action = hold.action
        and not hold.is_exempt
where
    hold.action = :action
    and hold.webinar_id = any(:webinar_ids)
    and hold.object_key = any(:object_keys)
    and hold.reason is null
    and brake.reason is null;

-- name: select_contacts_to_create
-- Select which of some contacts may still be created.
select
    contact.object_key,
    false as is_counted
from hubspot.contacts_to_send as contact
where
    contact.email = any(:emails)
    and contact.action = 'create'
    -- One half of the view is not evaluated.
    and not contact.is_vanished;

-- name: select_withdrawals_that_may
-- Select which of some contacts, or participations, may be withdrawn now; is_counted: by the brake.
select
    withdrawal.object_key,
    not withdrawal.is_exempt as is_counted
from hubspot.withdrawals as withdrawal
left join hubspot.braked as brake
    on
        brake.object_kind = withdrawal.object_kind
        and brake.action = 'withdraw'
        and not withdrawal.is_exempt
where
    withdrawal.object_kind = :object_kind
    and withdrawal.email = any(:emails)
    and withdrawal.object_key = any(:object_keys)
    and brake.reason is null
    and not exists (
        select 1
        from hubspot.reloading_webinars as reloading
        where
            reloading.account_id = withdrawal.account_id
            and reloading.webinar_id = withdrawal.webinar_id
    );

-- name: insert_removals
-- Add up for the brake what was removed.
insert into hubspot.removals (object_kind, action, amount, removed_at, run_id)
select
    :object_kind,
    :action,
    :amount,
    clock.present_at,
    :run_id
from hubspot.clock as clock
where :amount > 0;

-- name: delete_allowed_removals
-- Forget that removals were allowed: they are done.
delete from hubspot.allowed_removals
where object_kind = :object_kind and object_key = any(:object_keys);

-- name: select_people_missing
-- Select who HubSpot was not told of an event, by contact id.
select distinct contact_label
from hubspot.people_missing
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key
order by contact_label;

-- name: select_gate_counts
-- Count what waits, by kind, action and reason.
select
    gate.object_kind,
    gate.action,
    gate.reason,
    gate.words,
    count(*) as things,
    min(gate.next_at) as next_at
from hubspot.gate as gate
where gate.reason <> 'to_be_sent'
group by gate.object_kind, gate.action, gate.reason, gate.words
order by gate.object_kind, gate.action, gate.reason;

-- name: select_history
-- Count what a run with with_history would do beside the rest: events, those completed, no-shows,
-- contacts.
select
    boundary.day,
    count(event.account_id) as events,
    count(event.account_id) filter (
        where event.status = 'ended' and event.settled_at is not null
    ) as completed,
    coalesce(sum(people.no_shows) filter (where event.settled_at is not null), 0) as no_shows,
    (
        select count(*) from hubspot.contacts_to_send
        where action = 'history'
    ) as contacts
from hubspot.push_since as boundary
left join hubspot.held_events as held on held.reason = 'history'
left join marts.marketing_events as event
    on
        event.account_id = held.account_id
        and event.webinar_id = held.webinar_id
        and event.occurrence_key = held.occurrence_key
left join
    lateral (
        select count(*) as no_shows
        from marts.participations as participation
        where
            participation.account_id = event.account_id
            and participation.webinar_id = event.webinar_id
            and participation.occurrence_key = event.occurrence_key
            and participation.state = 'no_show'
    ) as people
    on true
group by boundary.day;
