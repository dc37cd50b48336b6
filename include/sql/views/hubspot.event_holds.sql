-- The brake comes on top: it counts what nothing else holds back.
create or replace view hubspot.event_holds as
select
    change.account_id,
    change.webinar_id,
    change.occurrence_key,
    change.object_key,
    change.action,
    coalesce(missing.people, 0) as people_missing,
    case when missing.is_refused then missing.next_at end as next_at,
    allowed.object_key is not null
    or (change.action = 'cancel' and coalesce(sent.is_born_cancelled, true)) as is_exempt,
    case
        when change.action = 'delete'
            then
                case
                    when exists (
                        select 1
                        from hubspot.reloading_webinars as reloading
                        where
                            reloading.account_id = change.account_id
                            and reloading.webinar_id = change.webinar_id
                    ) then 'reload'
                end
        when exists (
            select 1
            from settings.webinar_exclusions as exclusion
            where
                exclusion.account_id = change.account_id
                and exclusion.webinar_id = change.webinar_id
                and exclusion.code is not null
        ) then 'sync_off'
        when held.reason is not null then held.reason
        when change.action = 'create' then null
        when
            change.action = 'cancel'
            and account.present_at
            < coalesce(event.scheduled_end_at, event.scheduled_at) + interval '24 hours'
            and exists (
                select 1
                from zoom.sessions as session
                where
                    session.account_id = change.account_id
                    and session.webinar_id = change.webinar_id
                    and coalesce(session.occurrence_key, change.occurrence_key)
                    = change.occurrence_key
            ) then 'session'
        when change.action = 'complete' and event.scheduled_end_at > account.present_at
            then 'not_over'
        -- HubSpot would make a no-show of somebody who may be none.
        when
            change.action = 'complete'
            and event.settled_at is not null
            and exists (
                select 1
                from marts.participations as participation
                where
                    participation.account_id = change.account_id
                    and participation.webinar_id = change.webinar_id
                    and participation.occurrence_key = change.occurrence_key
                    and participation.state = 'registered'
            ) then 'not_over'
        when change.object_id is null
            then
                case
                    when exists (
                        select 1
                        from hubspot.refusals as refusal
                        where
                            refusal.object_kind = 'marketing_event'
                            and refusal.object_key = concat_ws(
                                ' ', change.account_id,
                                change.webinar_id || '-' || change.occurrence_key, 'create'
                            )
                    ) then 'event'
                    else 'to_be_sent'
                end
        when
            missing.people > 0
            and (
                missing.is_held_itself
                or waiting.since is null
                or clock.present_at < waiting.since + interval '48 hours'
            )
            then case when missing.is_refused then 'attendance' else 'to_be_sent' end
    end as reason
from hubspot.events_to_send as change
cross join hubspot.clock as clock
left join marts.marketing_events as event
    on
        event.account_id = change.account_id
        and event.webinar_id = change.webinar_id
        and event.occurrence_key = change.occurrence_key
left join hubspot.sent_events as sent
    on
        sent.account_id = change.account_id
        and sent.webinar_id = change.webinar_id
        and sent.occurrence_key = change.occurrence_key
left join hubspot.allowed_removals as allowed
    on
        allowed.object_kind = 'marketing_event'
        and allowed.object_key = change.object_key
left join hubspot.held_events as held
    on
        held.account_id = change.account_id
        and held.webinar_id = change.webinar_id
        and held.occurrence_key = change.occurrence_key
-- Since when it only waits for people.
left join hubspot.held as waiting
    on
        waiting.object_kind = 'marketing_event'
        and waiting.object_key = change.object_key
        and coalesce(waiting.reason, 'attendance') in ('attendance', 'to_be_sent')
left join
    lateral (
        select coalesce(max(reading.history_read_until), now()) as present_at
        from zoom.accounts as reading
        where reading.account_id = change.account_id
    ) as account
    on true
left join
    lateral (
        select
            count(*) as people,
            bool_or(missing.is_refused) as is_refused,
            bool_or(missing.is_held_itself) as is_held_itself,
            min(missing.next_at) as next_at
        from hubspot.people_missing as missing
        where
            change.action = 'complete'
            and missing.account_id = change.account_id
            and missing.webinar_id = change.webinar_id
            and missing.occurrence_key = change.occurrence_key
    ) as missing
    on true
where change.action not in ('update', 'beside_native');
comment on view hubspot.event_holds is
'What is to be done about marketing events and cannot be taken back, and why it waits; no reason: '
'it does not';
comment on column hubspot.event_holds.is_exempt is
'From the brake: a form allowed it, or HubSpot was never told of it as anything but cancelled';
comment on column hubspot.event_holds.people_missing is
'How many people must be told HubSpot before the event is completed';
