-- name: delete_mirrored
-- Delete the contacts that HubSpot has of a person, and what is known of them by HubSpot's ids.
with contacts as (
    delete from hubspot.contacts
    where
        contact_id = any(cast(:hubspot_ids as bigint[]))
        or email = any(cast(:addresses as text[]))
        or additional_emails && cast(:addresses as text[])
    returning 1
),

contents as (
    delete from hubspot.sent_contacts
    where contact_id = any(cast(:hubspot_ids as bigint[]))
    returning 1
),

participations as (
    delete from hubspot.sent_participations
    where contact_id = any(cast(:hubspot_ids as bigint[]))
    returning 1
),

members as (
    delete from hubspot.sent_list_members
    where contact_id = any(cast(:hubspot_ids as bigint[]))
    returning 1
),

merged as (
    delete from hubspot.merged_participations
    where contact_id = any(cast(:hubspot_ids as bigint[]))
    returning 1
),

differences as (
    delete from hubspot.differences
    where contact_id = any(cast(:hubspot_ids as bigint[]))
    returning 1
),

history as (
    delete from hubspot.history_contacts
    where contact_id = any(cast(:contact_ids as bigint[]))
    returning 1
)

select
    (select count(*) from contacts)
    + (select count(*) from contents)
    + (select count(*) from participations)
    + (select count(*) from members)
    + (select count(*) from merged)
    + (select count(*) from differences)
    + (select count(*) from history) as amount;
