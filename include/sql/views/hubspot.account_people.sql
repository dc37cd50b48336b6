-- Not grouped, so that whoever joins few addresses to it finds them by index. Of frozen webinars
-- the ledger has nobody any more.
create or replace view hubspot.account_people as
select
    outcome.email,
    outcome.account_id
from sync.outcomes as outcome
where outcome.code = 'synced' and outcome.email is not null
union all
select
    registration.email,
    registration.account_id
from marts.registrations as registration
where registration.is_frozen
union all
select
    participation.email,
    participation.account_id
from marts.participations as participation;
comment on view hubspot.account_people is
'Who is counted in which Zoom account; an address comes as often as there is something';
