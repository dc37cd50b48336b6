-- name: lock_erasures
-- Wait for everything that lands at this moment, and let what lands next see who is erased.
select pg_advisory_xact_lock(hashtextextended('erasure', 0));

-- name: select_further_addresses
-- Select the other addresses of the HubSpot contacts that have one of some addresses.
select distinct address.email
from hubspot.contacts as contact
cross join lateral unnest(contact.email || contact.additional_emails) as address (email)
where
    contact.email = any(cast(:addresses as text[]))
    or contact.additional_emails && cast(:addresses as text[]);

-- name: select_contact_ids
-- Select the contact_ids that addresses have in marts, or would have.
select marts.contact_id(address.email, state.contact_salt) as contact_id
from unnest(cast(:addresses as text[])) as address (email)
cross join sync.warehouse as state;

-- name: select_zoom_ids
-- Select the ids by which Zoom knows the people with some addresses. (An address beside somebody
-- else's registrant id tells nothing of that id: links are passed on.)
select registrant_id as zoom_id
from zoom.registrants
where registrant_id <> '' and settings.normalise_address(email) = any(cast(:addresses as text[]))
union
-- Of frozen webinars marts alone have them.
select registrant_id as zoom_id
from marts.registrations
where email = any(cast(:addresses as text[]))
union
select participant_user_id as zoom_id
from zoom.connections
where
    participant_user_id is not null
    and settings.normalise_address(user_email) = any(cast(:addresses as text[]))
union
select zoom_id
from zoom.staff
where zoom_id is not null and settings.normalise_address(email) = any(cast(:addresses as text[]))
union
select user_id as zoom_id
from zoom.users
where settings.normalise_address(email) = any(cast(:addresses as text[]));

-- name: select_hubspot_ids
-- Select the record ids by which HubSpot knows the people with some addresses.
select contact_id as hubspot_id
from hubspot.contacts
where
    email = any(cast(:addresses as text[]))
    or additional_emails && cast(:addresses as text[])
union
select contact_id
from hubspot.sent_contacts
where email = any(cast(:addresses as text[]))
union
select contact_id
from hubspot.sent_participations
where email = any(cast(:addresses as text[]))
union
select hubspot_contact_id
from registration.requests
where
    hubspot_contact_id is not null
    and settings.normalise_address(email) = any(cast(:addresses as text[]));

-- name: select_hosted
-- Select how many webinars people with some addresses or ids of Zoom host, or hosted.
select count(*) as webinars
from (
    select
        account_id,
        webinar_id
    from zoom.webinar_hosts
    where
        address = any(cast(:addresses as text[]))
        or host_id = any(cast(:zoom_ids as text[]))
    union
    select
        account_id,
        webinar_id
    from zoom.staff
    where
        source = 'detail'
        and (
            settings.normalise_address(email) = any(cast(:addresses as text[]))
            or zoom_id = any(cast(:zoom_ids as text[]))
        )
    union
    select
        account_id,
        webinar_id
    from zoom.sessions
    where settings.normalise_address(host_email) = any(cast(:addresses as text[]))
) as hosted;

-- name: insert_erasure
-- Begin an erasure.
insert into settings.erasures (contact_digest, in_hubspot, person, run_id)
values (
    settings.digest_of('contact_id', cast(cast(:contact_id as bigint) as text)),
    :in_hubspot,
    cast(:person as jsonb),
    :run_id
)
returning erasure_id;

-- name: select_erasure
-- Select the erasure that was asked for with a contact_id.
select
    erasure_id,
    in_hubspot,
    finished_at
from settings.erasures
where
    contact_digest = settings.digest_of('contact_id', cast(cast(:contact_id as bigint) as text));

-- name: insert_erased_people
-- Remember, by digests, by what a person is recognised from now on.
insert into settings.erased_people (digest, erasure_id, kind, replacement)
select distinct on (known.digest)
    known.digest,
    :erasure_id,
    known.kind,
    case known.kind
        -- All addresses of a person become one, so that the person is counted once.
        when 'address' then left(known.first_digest, 32) || '@erased.invalid'
        when 'zoom_id' then 'erased-' || left(known.digest, 24)
        else ''
    end as replacement
from (
    select
        identifier.kind,
        settings.digest_of(identifier.kind, identifier.value) as digest,
        settings.digest_of(identifier.kind, identifier.first_value) as first_digest
    from
        jsonb_to_recordset(cast(:identifiers as jsonb))
            as identifier (kind text, value text, first_value text)
) as known
order by known.digest
on conflict (digest) do nothing;

-- name: insert_learned_names
-- Remember names that people who are erased went by in a webinar, by an address or an id that they
-- had there.
insert into settings.erased_people (digest, erasure_id, kind, replacement)
select distinct on (named.digest)
    named.digest,
    named.erasure_id,
    'name' as kind,
    '' as replacement
from (
    select
        settings.digest_of('name', learned.name_key) as digest,
        erased.erasure_id
    from jsonb_to_recordset(cast(:names as jsonb)) as learned (kind text, value text, name_key text)
    cross join lateral settings.find_erased(learned.kind, array[learned.value]) as erased
) as named
order by named.digest, named.erasure_id
on conflict (digest) do nothing;

-- name: select_unfinished
-- Select the erasures that were stopped, and what of each is still to be removed.
select
    erasure_id,
    in_hubspot,
    person,
    loaded_at
from settings.erasures
where finished_at is null
order by erasure_id;

-- name: has_unloaded
-- Tell whether marts still have somebody who is being erased.
select exists(
    select 1 from settings.erasures
    where loaded_at is null
) as has_unloaded;

-- name: update_in_hubspot
-- Let HubSpot delete the contact, too, of an erasure that is under way.
update settings.erasures
set in_hubspot = true, run_id = :run_id
where erasure_id = :erasure_id;

-- name: update_deleted_in_hubspot
-- Record that HubSpot deleted the contact of an erasure.
update settings.erasures
set is_deleted_in_hubspot = true, run_id = :run_id
where erasure_id = :erasure_id;

-- name: select_must_wait_for_hubspot
-- Tell whether HubSpot must delete the contact before an erasure is finished: afterwards nobody
-- knows whom.
select in_hubspot and not is_deleted_in_hubspot as must_wait
from settings.erasures
where erasure_id = :erasure_id;

-- name: update_loaded
-- Record that marts have the people no longer who are being erased.
update settings.erasures
set loaded_at = now(), run_id = :run_id
where loaded_at is null and erasure_id = any(cast(:erasure_ids as bigint[]));

-- name: update_finished
-- Record that everything is removed, and forget what was to be.
update settings.erasures
set person = null, finished_at = now(), run_id = :run_id
where erasure_id = :erasure_id;

-- name: delete_erasure
-- Take a person back: what says by what they are recognised is deleted with the erasure.
delete from settings.erasures
where erasure_id = :erasure_id;
