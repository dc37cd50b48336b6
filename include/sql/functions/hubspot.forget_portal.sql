create or replace function hubspot.forget_portal() returns void
language sql
as $$
select hubspot.forget_contents();
delete from hubspot.connected;
delete from hubspot.history_events;
delete from hubspot.history_contacts;
$$;
comment on function hubspot.forget_portal is
'Forgets the HubSpot account that was pushed to, so that the next push begins with another one';
