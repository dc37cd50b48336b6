-- Record how far a step of a run got; later counts join earlier ones.
insert into sync.run_steps as known (
    run_id, step, account_id, label, state, message, counts
)
values (:run_id, :step, :account_id, :label, :state, :message, cast(:counts as jsonb))
on conflict (run_id, step, account_id) do update
    set
        label = excluded.label,
        state = excluded.state,
        message = excluded.message,
        counts = known.counts || excluded.counts
