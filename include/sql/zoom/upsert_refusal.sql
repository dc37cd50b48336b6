-- Note that something was refused, by account, kind and object, and when it is worth another try:
-- later and later, at most a day on.
insert into zoom.refusals as known (
    account_id, object_kind, object_key, attempts, next_attempt_at, run_id
)
values (
    :account_id,
    :object_kind,
    :object_key,
    1,
    cast(:answered_at as timestamptz) + interval '15 minutes',
    :run_id
)
on conflict (account_id, object_kind, object_key) do update
    set
        attempts = known.attempts + 1,
        next_attempt_at
        = cast(:answered_at as timestamptz)
        + least(interval '15 minutes' * power(2, least(known.attempts, 10)), interval '24 hours'),
        run_id = excluded.run_id
