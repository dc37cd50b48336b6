-- Note that a run started; started again (cleared in the UI), it runs anew.
insert into sync.runs as known (run_id, dag_id, run_type, window_from, window_to)
values (:run_id, :dag_id, :run_type, :window_from, :window_to)
on conflict (run_id) do update
    set
        window_from = excluded.window_from,
        window_to = excluded.window_to,
        started_at = now(),
        ended_at = null,
        state = 'running',
        message = null
