-- Let registrations follow a date that was moved: the same date under another occurrence_id.
update zoom.registrants
set
    occurrence_id = :new_occurrence_id,
    run_id = :run_id
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and occurrence_id = :old_occurrence_id
