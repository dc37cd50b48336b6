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
    -- An event that could not be made waits with what is to follow.
    select
        waiting.reason,
        waiting.action,
        waiting.next_at
    from hubspot.held as waiting
    where
        waiting.object_kind = 'marketing_event'
        and waiting.reason is not null
        and waiting.object_key in (
            select
                concat_ws(
                    ' ', event.account_id, event.webinar_id || '-' || event.occurrence_key,
                    step.action
                )
            from (values ('complete'), ('cancel'), ('create'), ('delete')) as step (action)
        )
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
'What HubSpot was told of an occurrence and when, and what waits and why, as the last push found it';
