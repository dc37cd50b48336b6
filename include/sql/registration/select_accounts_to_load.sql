-- Accounts in which somebody was registered that marts do not know of yet.
select distinct result.account_id
from registration.results as result
where result.loaded_at is distinct from result.registered_at
order by result.account_id
