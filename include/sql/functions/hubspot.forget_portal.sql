create or replace function hubspot.forget_portal() returns void
language sql
as $$
delete from hubspot.connected; -- first: nobody is marked from then on
select hubspot.forget_contents();
delete from hubspot.history_events;
delete from hubspot.history_contacts;
delete from hubspot.people_to_compare;
$$;
comment on function hubspot.forget_portal is
'Forgets the HubSpot account that was pushed to, so that the next push begins with another one';
