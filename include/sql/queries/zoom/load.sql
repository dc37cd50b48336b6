-- name: end_extractions
-- End this run's extractions of the account: what they read is in marts, nothing is left to resume.
update zoom.extractions
set ended_at = now()
where
    account_id = :account_id
    and run_id = :run_id
    and ended_at is null;
