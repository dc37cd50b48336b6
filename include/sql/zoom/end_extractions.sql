-- What this run read of the account is in marts: there is nothing left of it to go on with.
update zoom.extractions
set ended_at = now()
where
    account_id = :account_id
    and run_id = :run_id
    and ended_at is null
