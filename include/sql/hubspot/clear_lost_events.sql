-- Events that were deleted in HubSpot are there again.
update sync.errors as error
set
    cleared_at = now(),
    run_id = :run_id
from hubspot.sent_events as event
where
    error.object_kind = 'hubspot marketing_event'
    and error.code = 'lost'
    and error.cleared_at is null
    and error.object_key = concat_ws(
        ' ', event.account_id, event.webinar_id || '-' || event.occurrence_key
    )
