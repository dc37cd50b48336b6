-- Remember which properties are there to be written to.
update hubspot.portal
set
    properties = cast(:properties as jsonb),
    run_id = :run_id
