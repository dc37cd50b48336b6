-- Remember a connected account by its account_id.
insert into zoom.accounts as known (account_id, brand, is_primary, run_id)
values (:account_id, :brand, :is_primary, :run_id)
on conflict (account_id) do update
    set
        brand = excluded.brand,
        is_primary = excluded.is_primary,
        run_id = excluded.run_id
    where (known.brand, known.is_primary) is distinct from (excluded.brand, excluded.is_primary)
