-- Take from a session's report the type of a webinar that expired unread; without one it counts as
-- a single webinar.
update zoom.webinars
set
    type = coalesce(zoom.to_bigint_or_null(cast(:row as jsonb) ->> 'type'), 5),
    run_id = :run_id
where account_id = :account_id and webinar_id = :webinar_id and payload is null
