-- name: select_addresses_to_send
-- Select addresses about to be sent that were not read lately: primary ones (:archived false),
-- sooner where no contact has them; then, of those that no contact has, archived ones.
select address.email
from (
    select email from hubspot.contacts_to_send
    where action not in ('history', 'incomplete', 'erased')
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
left join hubspot.address_ages as age on age.email = address.email
where
    case
        when :archived
            then
                age.read_at >= now() - make_interval(secs => :fresh_seconds)
                and age.archive_read_at < now() - make_interval(secs => :fresh_seconds)
        else
            age.read_at is null
            or age.read_at < now() - make_interval(secs => case
                when age.archive_read_at = 'infinity' then :fresh_seconds else :nobody_seconds
            end)
    end
order by address.email;

-- name: upsert_contacts
-- Keep what HubSpot returned of contacts.
insert into hubspot.contacts (
    contact_id,
    email,
    additional_emails,
    is_archived,
    has_first_name,
    has_last_name,
    read_at,
    run_id
)
select
    contact.contact_id,
    contact.email,
    contact.additional_emails,
    contact.is_archived,
    contact.has_first_name,
    contact.has_last_name,
    now() as read_at,
    :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as contact (
        contact_id bigint,
        email text,
        additional_emails text[],
        is_archived boolean,
        has_first_name boolean,
        has_last_name boolean
    )
order by contact.contact_id
on conflict (contact_id) do update
    set
        email = excluded.email,
        additional_emails = excluded.additional_emails,
        is_archived = excluded.is_archived,
        has_first_name = excluded.has_first_name,
        has_last_name = excluded.has_last_name,
        read_at = excluded.read_at,
        run_id = excluded.run_id;

-- name: delete_vanished_contacts
-- Delete contacts that had one of the requested addresses, and which HubSpot no longer returns for
-- it.
delete from hubspot.contacts
where
    not is_archived
    and (email = any(:asked) or additional_emails && :asked)
    and not contact_id = any(:contact_ids);

-- name: upsert_addresses
-- Record that addresses were read from HubSpot, or their archived contacts.
insert into hubspot.addresses as address (email, read_at, archive_read_at, run_id)
select
    requested.email,
    now() as read_at,
    case when :archived then now() end as archive_read_at,
    :run_id
from unnest(cast(:asked as text[])) as requested (email)
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

-- name: select_users_age
-- Select how old the list of the HubSpot account's users is, in seconds; null: never read.
select extract(epoch from now() - max(read_at))::float as seconds
from hubspot.users;

-- name: lock_address_statuses
-- Let changes of the mirror follow each other: each decides anew about its addresses.
select pg_advisory_xact_lock(hashtextextended('address_statuses', 0));

-- name: delete_users
-- Delete users that the HubSpot account no longer has.
delete from hubspot.users
where not user_id = any(cast(:user_ids as text[]));

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
        run_id = excluded.run_id;
