create or replace function hubspot.explain_event(
    account_id text, webinar_id bigint, occurrence_key text
) returns table (
    happened_at timestamptz,
    code text,
    why text,
    what_changes_it text
)
language sql stable
as $$
select
    case when sent.completed_starts_at is not null then sent.completed_at end as happened_at,
    case
        when reason.reason is not null then reason.reason
        when sent.completed_starts_at is not null or sent.is_cancelled then 'sent'
        else 'waits'
    end as code,
    concat_ws(
        ' ',
        case
            when sent.completed_starts_at is not null
                then
                    'HubSpot was told that the webinar is over: who had registered and not come is '
                    || 'a no-show there.'
            when sent.is_cancelled then 'HubSpot was told that the webinar is cancelled.'
            when reason.reason is not null then null
            when sent.object_id is null then 'HubSpot was not told of the webinar yet.'
            else 'HubSpot has the webinar, and was not told that it is over.'
        end,
        case
            when reason.reason is not null
                then concat(
                    'What happened to the event since waits', ' (' || gate.action || ')', ': ',
                    reason.words,
                    ', next try '
                    || to_char(gate.next_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC',
                    '.'
                )
        end
    ) as why,
    case
        when reason.reason is not null
            then 'Look at the plan of a push: trigger push_hubspot with dry_run.'
        when sent.completed_starts_at is not null or sent.is_cancelled then 'Nothing to do.'
        else
            'Nothing to do: it is told once all sessions are settled and everybody''s part in it '
            || 'was accepted.'
    end as what_changes_it
from (
    select
        explain_event.account_id,
        explain_event.webinar_id,
        explain_event.occurrence_key
) as event
left join hubspot.sent_events as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
left join lateral (
    -- hubspot.things_to_hold says it as of now, for all events at once, which takes minutes where many
    -- wait. This is what the last push found at its beginning, as far as it is still to be done.
    select
        waiting.action,
        case
            when waiting.reason not in ('attendance', 'to_be_sent') then waiting.reason
            when refused.next_at is null then 'to_be_sent'
            else 'attendance'
        end as reason,
        coalesce(refused.next_at, waiting.next_at) as next_at
    from hubspot.events_to_send as change
    inner join hubspot.held as waiting
        on
            waiting.object_kind = 'marketing_event'
            and waiting.object_key = change.object_key
            and waiting.reason is not null
    cross join lateral (
        select min(refusal.next_attempt_at) as next_at
        from hubspot.refusals as refusal
        where
            refusal.object_kind = 'participation'
            and starts_with(
                refusal.object_key,
                concat(
                    change.account_id, ' ', change.webinar_id, '-', change.occurrence_key, ' '
                )
            )
    ) as refused
    where
        change.account_id = event.account_id
        and change.webinar_id = event.webinar_id
        and change.occurrence_key = event.occurrence_key
    order by waiting.action
    limit 1
) as gate on true
left join hubspot.held_events as held
    on
        held.account_id = event.account_id
        and held.webinar_id = event.webinar_id
        and held.occurrence_key = event.occurrence_key
left join hubspot.gate_reasons as reason on reason.reason = coalesce(gate.reason, held.reason)
$$;
comment on function hubspot.explain_event is
'What HubSpot was told of an occurrence and when, and what waits and why: as the last push found it';
