create or replace view hubspot.withheld_people as
select known.email
from hubspot.withheld_accounts as withheld
inner join hubspot.account_people as known on known.account_id = withheld.account_id
union all
select sent.email
from hubspot.withheld_accounts as withheld
inner join hubspot.sent_participations as sent on sent.account_id = withheld.account_id
where not sent.is_withdrawn
union all
select sent.email
from (
    select array_agg(account.account_id) as account_ids
    from hubspot.withheld_accounts as account
    having count(*) > 0
) as withheld
inner join hubspot.sent_contacts as sent
    on sent.account_ids && withheld.account_ids;
comment on view hubspot.withheld_people is
'People of whom something is, or was when HubSpot was told it, of a Zoom account of which nothing '
'is sent; an address comes as often as there is something';
