-- Move the moment up to which an account's history of sessions is known; never back.
update zoom.accounts
set
    history_read_until = :read_until,
    run_id = :run_id
where
    account_id = :account_id
    and (history_read_until is null or history_read_until < :read_until)
