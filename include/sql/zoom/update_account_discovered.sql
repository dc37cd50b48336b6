-- Note that the account's users, hosts and webinars to come have been read once.
update zoom.accounts
set
    is_discovered = true,
    run_id = :run_id
where account_id = :account_id and not is_discovered
