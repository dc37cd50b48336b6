-- Remember which custom events are there to be sent.
update hubspot.portal
set
    event_types = cast(:event_types as jsonb),
    run_id = :run_id
