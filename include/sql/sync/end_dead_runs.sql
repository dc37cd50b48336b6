-- End runs that were stopped before they could say how they ended. A run may wait for midnight, but
-- not for days.
update sync.runs
set
    state = 'failed',
    ended_at = now(),
    message = 'was stopped before its end'
where
    state = 'running'
    and run_id <> :run_id
    and started_at < now() - interval '2 days'
