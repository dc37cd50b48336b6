-- What each code of the ledger means. A code that is not listed here any more goes.
with listed (code, meaning, what_changes_it) as (
    values
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
        'This session was not the webinar: a rehearsal, a false start, or a chat of staff '
        'afterwards.',
        'Nothing to do.'
    ),
    (
        'not_in_session',
        'The person was never in the webinar itself: in the waiting room only, or for no time '
        'at all.',
        'Nothing to do.'
    ),
    (
        'not_an_attendee',
        'The person was a host, an alternative host or a panelist, not an attendee.',
        'Nothing, for what is over: it counts who was listed then. For dates to come, remove the '
        'person from the webinar''s hosts and panelists in Zoom.'
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
        'The address is the second address of another contact in HubSpot; only first ones are '
        'counted.',
        'Switch on match_secondary_emails in the settings: the activity then goes to that contact.'
    ),
    (
        'contact_domain_excluded',
        'The address is in a domain whose people are left out, and no such contact exists in '
        'HubSpot.',
        'Take the domain out of the excluded contact domains in the settings, or create the '
        'contact.'
    ),
    (
        'rejected',
        'What Zoom sent about this could not be used.',
        'Nothing here: the reason is in sync.rejected_rows. Correct it in Zoom, if it can be.'
    )
),

removed as (
    delete from sync.codes
    where code not in (select listed.code from listed)
)

insert into sync.codes as present (code, meaning, what_changes_it)
select
    listed.code,
    listed.meaning,
    listed.what_changes_it
from listed
on conflict (code) do update
    set
        meaning = excluded.meaning,
        what_changes_it = excluded.what_changes_it
    where (present.meaning, present.what_changes_it)
    is distinct from (excluded.meaning, excluded.what_changes_it);
