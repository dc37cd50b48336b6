create or replace function hubspot.forget_contents() returns void
language sql
as $$
delete from hubspot.portal;
delete from hubspot.native_events;
delete from hubspot.contacts;
delete from hubspot.addresses;
delete from hubspot.users;
delete from hubspot.sent_contacts;
delete from hubspot.sent_events;
delete from hubspot.sent_participations;
delete from hubspot.left_registrations;
delete from hubspot.merged_participations;
delete from hubspot.sent_custom_events;
delete from hubspot.sent_answers;
delete from hubspot.sent_lists;
delete from hubspot.sent_list_members;
update sync.errors as error
set cleared_at = now()
from hubspot.refusals as refusal
where
    error.object_kind = 'hubspot ' || refusal.object_kind
    and error.object_key = refusal.object_key
    and error.cleared_at is null;
delete from hubspot.refusals;
delete from hubspot.differences;
delete from hubspot.released_webinars;
delete from hubspot.allowed_removals;
delete from hubspot.removals;
delete from hubspot.braked;
delete from hubspot.held_events;
delete from hubspot.held;
$$;
comment on function hubspot.forget_contents is
'Forgets what was read from the HubSpot account and sent to it, but not since when it is connected';
