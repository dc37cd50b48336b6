create or replace function hubspot.forget_portal() returns void
language sql
as $$
delete from hubspot.connected;
delete from hubspot.portal;
delete from hubspot.native_events;
delete from hubspot.contacts;
delete from hubspot.addresses;
delete from hubspot.users;
delete from hubspot.sent_contacts;
delete from hubspot.sent_events;
delete from hubspot.sent_participations;
delete from hubspot.merged_participations;
delete from hubspot.sent_custom_events;
delete from hubspot.refusals;
delete from hubspot.differences;
delete from hubspot.history_events;
delete from hubspot.history_contacts;
delete from hubspot.released_webinars;
delete from hubspot.allowed_removals;
delete from hubspot.removals;
delete from hubspot.braked;
delete from hubspot.held_events;
delete from hubspot.held;
delete from hubspot.people_to_compare;
$$;
comment on function hubspot.forget_portal is
'Forgets the HubSpot account that was pushed to, so that the next push begins with another one';
