-- Note how a run ended, with what the warehouse then held.
update sync.runs
set
    ended_at = now(),
    state = :state,
    message = :message,
    counts = cast(:counts as jsonb)
where run_id = :run_id
