-- depends: 0007.sync
create table sync.codes (
    code text primary key,
    meaning text not null,
    what_changes_it text not null
);
comment on table sync.codes is 'What each code of the ledger means, in words for everybody';
insert into sync.codes (code, meaning, what_changes_it) values
(
    'synced',
    'Counted: this is in the contact''s properties and in the webinar''s marketing event.',
    'Nothing to do.'
),
(
    'sync_off',
    'Webinar sync is switched off for everything, for this host, or for this webinar.',
    'Switch it on in the settings: the last six months are then read.'
),
(
    'host_domain_excluded',
    'The host''s address is in a domain whose webinars are left out.',
    'Take the domain out of the excluded host domains in the settings.'
),
(
    'zoom_events',
    'The webinar belongs to Zoom Events, which does not share its people this way.',
    'Nothing here: run it as a plain Zoom webinar next time.'
),
(
    'practice_session',
    'This was a practice session: only hosts and panelists were in it.',
    'Nothing to do.'
),
(
    'not_in_session',
    'The person was never in the webinar itself: in the waiting room only, or for no time at all.',
    'Nothing to do.'
),
(
    'not_an_attendee',
    'The person was a host, an alternative host or a panelist, not an attendee.',
    'Remove the person from the webinar''s hosts and panelists in Zoom, if that is wrong.'
),
(
    'duplicate',
    'Zoom reported the same connection twice; it is counted once.',
    'Nothing to do.'
),
(
    'not_approved',
    'The registration was never approved: it is waiting for approval, or was denied.',
    'Approve the registration in Zoom.'
),
(
    'no_email',
    'Zoom gives no address for this person, as for guests of webinars without registration.',
    'Turn registration on for the webinar in Zoom.'
),
(
    'invalid_email',
    'What the person gave as an address is not one.',
    'Correct the address of the registration in Zoom.'
),
(
    'erased',
    'The person asked to be forgotten: nothing about them is stored.',
    'Nothing, unless the person asks for it.'
),
(
    'account_user',
    'The person is a user of your HubSpot account: users are not contacts.',
    'Remove the user from HubSpot, or let them use another address.'
),
(
    'deleted_contact',
    'This was a contact in HubSpot and was deleted there, so it is not created again.',
    'Restore the contact in HubSpot.'
),
(
    'secondary_email',
    'The address is the second address of another contact in HubSpot; only first ones are counted.',
    'Switch on match_secondary_emails in the settings: the activity then goes to that contact.'
),
(
    'contact_domain_excluded',
    'The address is in a domain whose people are left out, and no such contact exists in HubSpot.',
    'Take the domain out of the excluded contact domains in the settings, or create the contact.'
),
(
    'rejected',
    'What Zoom sent about this could not be used.',
    'Nothing here: the reason is in sync.rejected_rows. Correct it in Zoom, if it can be.'
);

create function sync.explain(address text) returns table (
    subject text,
    webinar_id bigint,
    webinar text,
    occurrence_key text,
    happened_at timestamptz,
    code text,
    why text,
    what_changes_it text
)
language sql stable
as $$
with person as (
    select
        lower(btrim(address)) as email,
        encode(sha256(convert_to(lower(btrim(address)), 'UTF8')), 'hex') as email_sha256
),

own_registrations as (
    select distinct
        registrant.account_id,
        registrant.webinar_id,
        registrant.registrant_id,
        registrant.created_at
    from zoom.registrants as registrant
    inner join person on lower(btrim(registrant.email)) = person.email
),

found as (
    select
        outcome.account_id,
        outcome.webinar_id,
        outcome.occurrence_key,
        outcome.subject,
        outcome.code,
        coalesce(registration.created_at, participation.joined_at, event.started_at)
            as happened_at
    from sync.outcomes as outcome
    cross join person
    left join own_registrations as registration
        on outcome.subject = 'registration'
        and registration.account_id = outcome.account_id
        and registration.webinar_id = outcome.webinar_id
        and registration.registrant_id = outcome.subject_key
    left join marts.participations as participation
        on outcome.subject <> 'registration'
        and participation.account_id = outcome.account_id
        and participation.webinar_id = outcome.webinar_id
        and participation.occurrence_key = outcome.occurrence_key
        and participation.email = outcome.email
    left join marts.marketing_events as event
        on event.account_id = outcome.account_id
        and event.webinar_id = outcome.webinar_id
        and event.occurrence_key = outcome.occurrence_key
    where outcome.email = person.email
        or registration.registrant_id is not null
        or (outcome.code = 'erased' and outcome.subject_key = person.email_sha256)
    union all
    select
        rejected.account_id,
        zoom.to_bigint_or_null(rejected.object_key) as webinar_id,
        '' as occurrence_key,
        case rejected.source when 'registrants' then 'registration' else 'connection' end
            as subject,
        'rejected' as code,
        null as happened_at
    from sync.rejected_rows as rejected
    inner join person
        on person.email in (
            lower(btrim(rejected."row" ->> 'email')), lower(btrim(rejected."row" ->> 'user_email'))
        )
)

select
    found.subject,
    found.webinar_id,
    webinar.topic as webinar,
    found.occurrence_key,
    found.happened_at,
    found.code,
    codes.meaning as why,
    codes.what_changes_it
from found
inner join sync.codes as codes on codes.code = found.code
left join zoom.webinars as webinar
    on webinar.account_id = found.account_id and webinar.webinar_id = found.webinar_id
union all
select
    'nobody' as subject,
    null as webinar_id,
    null as webinar,
    null as occurrence_key,
    null as happened_at,
    'unknown' as code,
    'Nobody with this address registered for a webinar that was read, or came with it known.'
        as why,
    'Look for another address of the person. People of webinars that are left out whole are not '
    || 'read: see the outcomes of the subject webinar in sync.outcomes.' as what_changes_it
where not exists (select 1 from found)
order by happened_at desc nulls last, webinar_id, occurrence_key, subject
$$;
comment on function sync.explain is
'Why a person is or is not counted: each registration and attendance of an address, in words';
