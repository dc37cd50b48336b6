-- Remember with which address_statuses marts were computed.
insert into sync.loaded_address_statuses as known (email, primary_email, code)
select
    email,
    primary_email,
    code
from staging.address_statuses
on conflict (email) do update
    set
        primary_email = excluded.primary_email,
        code = excluded.code
    where (known.primary_email, known.code)
    is distinct from (excluded.primary_email, excluded.code)
