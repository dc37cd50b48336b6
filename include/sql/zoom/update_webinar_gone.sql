-- Note when Zoom first answered that a webinar does not exist: deleted or expired.
update zoom.webinars
set
    gone_at = :answered_at,
    run_id = :run_id
where account_id = :account_id and webinar_id = :webinar_id and gone_at is null
