-- name: select_answers_to_send
-- Select answers that are to be written to properties of contacts.
select
    email,
    property,
    hubspot_id,
    object_key,
    answer,
    overwrites,
    written
from hubspot.answers_to_send
where not is_done and (not is_deferred or cast(:with_refused as boolean))
order by hubspot_id, property;

-- name: clear_unmapped_properties
-- Clear the errors of properties to which no question is mapped any more.
update sync.errors
set
    cleared_at = now(),
    run_id = :run_id
where
    object_kind = 'hubspot properties'
    and code = 'question_property'
    and cleared_at is null
    and object_key not in (
        select mapping.property from settings.question_properties as mapping
    );

-- name: select_mapped_properties
-- Select the properties to which questions are mapped.
select distinct property
from settings.question_properties
order by property;
