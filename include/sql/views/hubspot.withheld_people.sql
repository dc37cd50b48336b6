create or replace view hubspot.withheld_people as
select participation.email
from hubspot.withheld_accounts as withheld
inner join marts.participations as participation
    on participation.account_id = withheld.account_id
union all
select outcome.email
from hubspot.withheld_accounts as withheld
inner join sync.outcomes as outcome on outcome.account_id = withheld.account_id
where outcome.code = 'synced'
union all
select sent.email
from hubspot.withheld_accounts as withheld
inner join hubspot.sent_participations as sent on sent.account_id = withheld.account_id;
comment on view hubspot.withheld_people is
'People of whom something is of a Zoom account of which nothing is sent; an address comes as often '
'as there is something';
