-- name: limit_waiting
-- Let a page neither wait long for a lock nor compute for long, until its transaction ends.
select
    set_config('lock_timeout', '3s', true) as lock_timeout,
    set_config('statement_timeout', '30s', true) as statement_timeout;

-- name: only_read
-- Let nothing be written until the transaction ends, and no statement last longer than so many
-- milliseconds.
select
    set_config('transaction_read_only', 'on', true) as transaction_read_only,
    set_config('statement_timeout', cast(:most_ms as text), true) as statement_timeout;
