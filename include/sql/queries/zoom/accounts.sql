-- name: upsert_account
-- Remember a connected account by its account_id.
insert into zoom.accounts as account (account_id, brand, is_primary, run_id)
values (:account_id, :brand, :is_primary, :run_id)
on conflict (account_id) do update
    set
        brand = excluded.brand,
        is_primary = excluded.is_primary,
        run_id = excluded.run_id
    where (account.brand, account.is_primary)
    is distinct from (excluded.brand, excluded.is_primary);

-- name: select_account
-- Select what is known of the account as a whole.
select
    history_read_until,
    history_listed_until,
    history_refused_at,
    is_discovered
from zoom.accounts
where account_id = :account_id;

-- name: update_account_discovered
-- Mark an account as discovered: its users, hosts and webinars to come have been read once. Without
-- its users there are no hosts whose webinars could have been listed.
update zoom.accounts
set
    is_discovered = true,
    run_id = :run_id
where
    account_id = :account_id
    and not is_discovered
    and exists (
        select 1
        from zoom.readings as reading
        where
            reading.account_id = :account_id
            and reading.kind = 'users'
    );

-- name: update_history_read_until
-- Move the moment up to which an account's history of sessions is known; never back.
update zoom.accounts
set
    history_read_until = :read_until,
    run_id = :run_id
where
    account_id = :account_id
    and (history_read_until is null or history_read_until < :read_until);

-- name: update_history_listed_until
-- Move the moment up to which the account-wide history was listed; never back.
update zoom.accounts
set
    history_listed_until = :listed_until,
    run_id = :run_id
where
    account_id = :account_id
    and (history_listed_until is null or history_listed_until < :listed_until);

-- name: update_history_refused
-- Remember whether the account has an account-wide history.
update zoom.accounts
set
    history_refused_at = cast(:refused_at as timestamptz),
    run_id = :run_id
where account_id = :account_id and history_refused_at is distinct from :refused_at;

-- name: update_known_before
-- Mark the time before Zoom's history as known: Zoom reports nothing that old, now or later. So is
-- a gap that fell out of it, where nothing ran for long.
update zoom.accounts
set
    known_history = known_history + tstzmultirange(tstzrange(null, :known_before)),
    run_id = :run_id
where
    account_id = :account_id
    and not known_history @> tstzrange(null, cast(:known_before as timestamptz));
