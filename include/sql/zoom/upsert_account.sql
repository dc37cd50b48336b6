-- Remember a connected account by its account_id.
insert into zoom.accounts as known (account_id, brand, run_id)
values (:account_id, :brand, :run_id)
on conflict (account_id) do update
    set
        brand = excluded.brand,
        run_id = excluded.run_id
    where known.brand is distinct from excluded.brand
