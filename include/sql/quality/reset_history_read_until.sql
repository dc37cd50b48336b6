-- A history that broke its contract tells nothing: it is known up to the watermark only.
update zoom.accounts as account
set
    history_read_until = (
        select watermark.watermark
        from sync.watermarks as watermark
        where watermark.account_id = account.account_id
    ),
    run_id = :run_id
where cast(:source as text) = 'sessions' and account.account_id = :account_id
