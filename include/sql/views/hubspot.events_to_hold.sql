-- History that is in HubSpot and completed is kept up to date.
create or replace view hubspot.events_to_hold as
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    case when state.is_history then 'history' else 'incomplete' end as reason
from marts.marketing_events as event
cross join hubspot.push_since as boundary
left join hubspot.sent_events as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
left join hubspot.history_events as asked
    on
        asked.account_id = event.account_id
        and asked.webinar_id = event.webinar_id
        and asked.occurrence_key = event.occurrence_key
left join sync.loaded_webinars as loaded
    on loaded.account_id = event.account_id and loaded.webinar_id = event.webinar_id
left join hubspot.released_webinars as released
    on released.account_id = event.account_id and released.webinar_id = event.webinar_id
cross join
    lateral (
        select
            coalesce(
                coalesce(event.ended_at, event.scheduled_end_at, event.scheduled_at)
                < boundary.since
                and asked.account_id is null
                and sent.completed_starts_at is null,
                false
            ) as is_history,
            coalesce(not loaded.is_complete, false) and released.account_id is null
                as is_incomplete
    ) as state
where state.is_history or state.is_incomplete;
comment on view hubspot.events_to_hold is
'Events of which HubSpot is told nothing new: history, or loaded though something of the webinar '
'could not be read';
