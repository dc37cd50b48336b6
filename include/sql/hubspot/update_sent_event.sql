-- HubSpot acknowledged that an event is completed, or cancelled.
update hubspot.sent_events
set
    completed_starts_at = coalesce(:real_starts_at, completed_starts_at),
    completed_ends_at = coalesce(:real_ends_at, completed_ends_at),
    is_cancelled = is_cancelled or :is_cancelled,
    run_id = :run_id
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_key = :occurrence_key
