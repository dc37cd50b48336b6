create or replace view hubspot.marked_people as
select distinct email
from hubspot.people_to_compare;
comment on view hubspot.marked_people is
'Of whom HubSpot may have been told otherwise than marts say: nobody else is in the views '
'hubspot.…_to_send';
