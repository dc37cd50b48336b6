-- Note how far a run got in an account, by run and account; later counts join earlier ones.
insert into sync.account_runs as known (run_id, account_id, label, state, message, counts)
values (:run_id, :account_id, :label, :state, :message, cast(:counts as jsonb))
on conflict (run_id, account_id) do update
    set
        label = excluded.label,
        state = excluded.state,
        message = excluded.message,
        counts = known.counts || excluded.counts
