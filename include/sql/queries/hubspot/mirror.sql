-- name: select_addresses_to_send
-- Select addresses about to be sent that were not read lately: primary ones (:archived false),
-- then, of those that no contact has, archived ones.
select address.email
from (
    select email from hubspot.contacts_to_send
    where action not in ('history', 'incomplete')
    union
    -- Who is not created, but updated if they exist, is looked up once.
    select contact.email
    from hubspot.contacts_to_send as contact
    left join hubspot.addresses as known on known.email = contact.email
    where contact.action in ('history', 'incomplete') and known.email is null
    union
    select email from hubspot.participations_to_send
    where action <> 'wait_for_event'
    union
    select email from hubspot.custom_events_to_send
) as address
-- Of the addresses in question alone: the limit keeps PostgreSQL from asking about all of them.
left join lateral (
    select
        known.read_at,
        known.archive_read_at
    from hubspot.address_ages as known
    where known.email = address.email
    order by known.email
    limit 1
) as age on true
where
    case
        when :archived
            then
                age.read_at >= now() - make_interval(secs => :fresh_seconds)
                and age.archive_read_at < now() - make_interval(secs => :fresh_seconds)
        else
            age.read_at is null
            or age.read_at < now() - make_interval(secs => :fresh_seconds)
    end
order by address.email;

-- name: delete_vanished_contacts
-- Delete contacts that had one of some addresses, and which HubSpot no longer returns for it.
delete from hubspot.contacts
where
    not is_archived
    and (
        email = any(cast(:addresses as text[]))
        or additional_emails && cast(:addresses as text[])
    )
    and not contact_id = any(cast(:contact_ids as bigint[]));

-- name: select_moment
-- Select the present moment, by the clock of the warehouse.
select clock_timestamp() as moment;

-- name: insert_merged_custom_events
-- Take the custom events of contacts that were merged into others for sent to those.
insert into hubspot.sent_custom_events (
    account_id,
    webinar_id,
    occurrence_key,
    email,
    kind,
    run_id
)
select distinct
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    contact.email,
    sent.kind,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as contact (
        email text,
        additional_emails text[]
    )
inner join hubspot.sent_custom_events as sent on sent.email = any(contact.additional_emails)
on conflict do nothing;

-- name: upsert_addresses
-- Record that addresses were read from HubSpot, or their archived contacts.
insert into hubspot.addresses as address (email, read_at, archive_read_at, run_id)
select
    requested.email,
    now() as read_at,
    case when :archived then now() end as archive_read_at,
    :run_id
from unnest(cast(:requested as text[])) as requested (email)
order by requested.email
on conflict (email) do update
    set
        read_at = case when :archived then address.read_at else excluded.read_at end,
        -- What the archive had before is out of date.
        archive_read_at = excluded.archive_read_at,
        run_id = excluded.run_id;

-- name: select_pushed_contacts
-- Select HubSpot's ids of pushed addresses; an id once, whatever its addresses.
select
    contact_id,
    min(email) as email
from hubspot.sent_contacts
where email = any(:emails)
group by contact_id
order by contact_id;

-- name: forget_addresses
-- Mark the addresses of contacts as out of date: they are read again before they are used.
update hubspot.addresses
set
    read_at = '-infinity',
    archive_read_at = null
where
    email in (
        select contact.email
        from hubspot.contacts as contact
        where contact.contact_id = any(:contact_ids)
    );

-- name: select_mirrored
-- Select those addresses that a contact has, as its primary or a secondary one.
select requested.email
from unnest(cast(:emails as text[])) as requested (email)
where
    exists (
        select 1
        from hubspot.contacts as contact
        where
            not contact.is_archived
            and (
                contact.email = requested.email
                or contact.additional_emails @> array[requested.email]
            )
    );

-- name: select_users_age
-- Select how old the list of the HubSpot account's users is, in seconds; null: never read.
select extract(epoch from now() - max(read_at))::float as seconds
from hubspot.users;

-- name: select_users
-- Select the HubSpot account's users as they are known.
select
    user_id,
    email
from hubspot.users;

-- name: lock_address_statuses
-- Let changes of the mirror follow each other: each decides anew about its addresses.
select pg_advisory_xact_lock(hashtextextended('address_statuses', 0));

-- name: delete_users
-- Delete users that the HubSpot account no longer has.
delete from hubspot.users
where not user_id = any(cast(:user_ids as text[]));

-- name: mark_missing_users
-- Remember since when HubSpot's lists lack users.
update hubspot.users
set missing_since = coalesce(missing_since, now())
where user_id = any(cast(:missing_ids as text[]));

-- name: delete_missing_users
-- Delete users whom HubSpot's lists have lacked for long.
delete from hubspot.users
where missing_since <= now() - make_interval(hours => :hours);

-- name: upsert_users
-- Keep the HubSpot account's users.
insert into hubspot.users (user_id, email, read_at, run_id)
select
    hubspot_user.user_id,
    hubspot_user.email,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as hubspot_user (user_id text, email text)
on conflict (user_id) do update
    set
        email = excluded.email,
        read_at = excluded.read_at,
        missing_since = null,
        run_id = excluded.run_id;
