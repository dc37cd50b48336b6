-- What HubSpot knows, and what was last sent to it.
create table hubspot.contacts (
    contact_id bigint primary key,
    email text not null,
    additional_emails text[] not null default '{}',
    is_archived boolean not null default false,
    read_at timestamptz not null,
    run_id text not null,
    has_first_name boolean not null default false,
    has_last_name boolean not null default false,
    properties jsonb not null default '{}'
);
comment on table hubspot.contacts is
'The mirror: contacts of the HubSpot account with an address that the sync touched';
comment on column hubspot.contacts.is_archived is 'Deleted in HubSpot: not to be created again';
comment on column hubspot.contacts.properties is
'Our properties as HubSpot had them at read_at, by columns of marts.contacts: numbers as texts, an '
'empty text for none';
create index on hubspot.contacts (email);
-- Without a list of pending entries, which each look-up would read from its beginning to its end.
create index on hubspot.contacts using gin (additional_emails) with (fastupdate = off);

create index on hubspot.contacts (contact_id) where additional_emails <> '{}';
create index on hubspot.contacts (
    (reverse(split_part(email, '@', -1)) collate "C")
);

create trigger leave_out_erased before insert or update on hubspot.contacts
for each row execute function hubspot.leave_out_erased();

create table hubspot.addresses (
    email text primary key,
    read_at timestamptz not null,
    archive_read_at timestamptz,
    run_id text not null
);
comment on table hubspot.addresses is
'When an address was last read from HubSpot, which need not know it';
comment on column hubspot.addresses.archive_read_at is
'When HubSpot''s archive was read, which is only done for addresses that no contact has';

create trigger refuse_erased before insert or update on hubspot.addresses
for each row execute function settings.refuse_erased('address', 'email');

create table hubspot.users (
    user_id text primary key,
    email text not null,
    read_at timestamptz not null,
    run_id text not null,
    missing_since timestamptz
);
create index on hubspot.users (email);
create trigger refuse_erased before insert or update on hubspot.users
for each row execute function settings.refuse_erased('address', 'email');
comment on table hubspot.users is 'Users of the HubSpot account: never created as contacts';
comment on column hubspot.users.missing_since is
'Since when HubSpot''s lists lack the user, while they lack too many at once to be believed';

create table hubspot.address_statuses (
    email text primary key,
    primary_email text,
    code text not null
    check (code in ('account_user', 'deleted_contact', 'secondary_email', 'known'))
);
comment on table hubspot.address_statuses is
'Addresses about which the mirror decides something; triggers keep it. known: in an excluded '
'domain, and a contact';
create index on hubspot.address_statuses (email) where primary_email is not null;

create table hubspot.portal (
    id boolean primary key default true check (id),
    portal_id bigint not null,
    is_sandbox boolean not null,
    time_zone text not null,
    connection_sha256 text not null,
    warehouse_id uuid not null default gen_random_uuid(),
    pushes bigint not null default 0,
    mark_tokens text[] not null default '{}',
    claimed_run_id text,
    claimed_at timestamptz,
    obstacle text
    check (obstacle in ('unknown_account', 'another_warehouse', 'another_copy', 'mark_gone')),
    obstacle_run_id text,
    events_listed_at timestamptz,
    properties jsonb not null default '{}',
    event_types jsonb not null default '{}',
    run_id text not null
);
comment on table hubspot.portal is
'One row: the HubSpot account that this warehouse is pushed to, and what was set up there';
comment on column hubspot.portal.is_sandbox is
'HubSpot''s API is on this machine: the sandbox''s, to which alone the sandbox''s people are sent';
comment on column hubspot.portal.connection_sha256 is
'Of the token and the API''s address with which the account was last recognised';
comment on column hubspot.portal.warehouse_id is
'What this warehouse is called in the mark that it leaves in HubSpot';
comment on column hubspot.portal.pushes is
'The mark''s counter: raised here first, then in HubSpot, by each push that sends something';
comment on column hubspot.portal.mark_tokens is
'The tokens of the marks that HubSpot may have from this warehouse: the last one seen there, and '
'those written since. Any other token is of a copy of this warehouse';
comment on column hubspot.portal.claimed_run_id is
'The last push that found and raised the mark; null: none yet';
comment on column hubspot.portal.obstacle is
'Why not everything may be sent: mark_gone, nothing that cannot be taken back; others, nothing';
comment on column hubspot.portal.obstacle_run_id is 'The run that met the obstacle first';
comment on column hubspot.portal.events_listed_at is
'When all marketing events of the account were listed last: before the first one is made, and '
'nightly';
comment on column hubspot.portal.properties is
'Columns of marts.contacts, and the HubSpot property that each is written to';
comment on column hubspot.portal.event_types is
'Kinds of marts.timeline_events, and the full name of the custom event that each is sent as';

create table hubspot.zoom_accounts (
    account_id text primary key,
    is_connected boolean not null,
    is_sandbox boolean not null,
    sandbox_portal_id bigint,
    run_id text not null
);
comment on table hubspot.zoom_accounts is
'What the connections to Zoom said last: of an account that none is of now, nothing is sent';
comment on column hubspot.zoom_accounts.is_sandbox is
'It was once read from an API where only the sandbox''s can be: its people are made up';
comment on column hubspot.zoom_accounts.sandbox_portal_id is
'Of the sandbox''s accounts: the HubSpot account to which alone they are sent';

create table hubspot.native_events (
    object_id bigint primary key,
    event_name text not null,
    starts_at timestamptz,
    read_at timestamptz not null default now(),
    run_id text not null
);
comment on table hubspot.native_events is
'Marketing events that HubSpot''s own Zoom app made, as last listed: nothing is made beside them';

create unlogged table hubspot.pace (
    id boolean primary key default true check (id),
    next_at timestamptz not null
);
comment on table hubspot.pace is
'One row: when the next request to HubSpot may be sent. All processes take their turns here';

create table hubspot.sent_contacts (
    email text primary key,
    contact_id bigint not null,
    first_name text,
    last_name text,
    average_attendance_percent numeric(5, 2),
    last_registered_url text,
    registrations_total int not null,
    attendances_total int not null,
    is_stale boolean not null default false,
    sent_at timestamptz not null default now(),
    run_id text not null
);
create index on hubspot.sent_contacts (contact_id) where is_stale;
comment on table hubspot.sent_contacts is 'Contact properties that HubSpot acknowledged';
comment on column hubspot.sent_contacts.contact_id is 'HubSpot''s record id';
comment on column hubspot.sent_contacts.first_name is
'As offered: it is written only where HubSpot has none';
comment on column hubspot.sent_contacts.is_stale is
'To be sent again: to other properties, or because somebody wrote over them in HubSpot';

create table hubspot.sent_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    object_id bigint not null,
    event_name text not null,
    organizer text not null,
    starts_at timestamptz,
    completed_starts_at timestamptz,
    completed_ends_at timestamptz,
    completed_at timestamptz,
    is_to_complete_again boolean not null default false,
    is_cancelled boolean not null default false,
    is_born_cancelled boolean not null default false,
    external_id text,
    recording_url text,
    recording_seconds int,
    transcript_url text,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table hubspot.sent_events is 'Marketing events that HubSpot acknowledged';
comment on column hubspot.sent_events.object_id is 'HubSpot''s record id';
comment on column hubspot.sent_events.external_id is
'The externalEventId under which HubSpot knows it, where that is not the webinar''s id and the '
'occurrence''s key: another warehouse made the event, and gave the occurrence another key';
comment on column hubspot.sent_events.completed_starts_at is
'The real start, once the event is completed; null until then';
comment on column hubspot.sent_events.completed_at is 'When HubSpot acknowledged that last';
comment on column hubspot.sent_events.recording_url is
'What the event says of its recordings, as HubSpot acknowledged it; null: nothing';
comment on column hubspot.sent_events.is_born_cancelled is
'It was cancelled before HubSpot was told of it, so that cancelling it there removes nothing';
comment on column hubspot.sent_events.is_to_complete_again is
'An attendance was sent since: HubSpot computes durations when an event is completed';

create table hubspot.sent_participations (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    contact_id bigint not null,
    registered_at timestamptz,
    cancelled_at timestamptz,
    joined_at timestamptz,
    left_at timestamptz,
    registered_sent_at timestamptz,
    attended_sent_at timestamptz,
    withdrawn_at timestamptz,
    is_withdrawn boolean not null default false,
    attend_again_at timestamptz,
    sent_at timestamptz not null default now(),
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
create index on hubspot.sent_participations (email);
comment on table hubspot.sent_participations is 'Participations that HubSpot acknowledged';
comment on column hubspot.sent_participations.registered_sent_at is
'The time of the registration as HubSpot was sent it: Zoom''s, unless that was sent before';
comment on column hubspot.sent_participations.withdrawn_at is
'When it was first found to have vanished from marts: it is cancelled as of that moment';
comment on column hubspot.sent_participations.is_withdrawn is
'HubSpot was sent that it is cancelled; the row stays, in case the person comes back';
comment on column hubspot.sent_participations.attend_again_at is
'The attendance is to be sent again, as of this moment: another contact was merged into this one, '
'and HubSpot may show the other''s part';

create table hubspot.left_registrations (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    contact_id bigint not null,
    interacted_at timestamptz not null,
    is_cancelled boolean not null default false,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, contact_id)
);
comment on table hubspot.left_registrations is
'Registrations that HubSpot shows with contacts from which the person has parted: the address is '
'another contact''s, or a secondary one. They are cancelled, lest the contact becomes a no-show. '
'And those that HubSpot showed as cancelled when this warehouse took the account over';
comment on column hubspot.left_registrations.interacted_at is
'The time of the cancellation as HubSpot is sent it: a later registration needs a later one';

create table hubspot.merged_participations (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    contact_id bigint not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
create index on hubspot.merged_participations (email);
comment on table hubspot.merged_participations is
'Parts in marketing events that were sent for a contact, which was then merged into another one: '
'HubSpot shows them with that one, and nobody can say how';
comment on column hubspot.merged_participations.email is
'The address for which the part was sent: the other contact''s secondary one';
comment on column hubspot.merged_participations.contact_id is
'HubSpot''s record id of the contact that is left';

create table hubspot.sent_custom_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    kind text not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email, kind)
);
create index on hubspot.sent_custom_events (email);
comment on table hubspot.sent_custom_events is 'Custom events that HubSpot acknowledged';

create table hubspot.sent_answers (
    email text not null,
    property text not null,
    contact_id bigint not null,
    answer text not null,
    written text[] not null default '{}',
    overwrites boolean not null,
    state text not null check (state in ('sending', 'written', 'kept', 'unfit', 'waits')),
    next_attempt_at timestamptz,
    run_id text not null,
    primary key (email, property),
    check ((next_attempt_at is not null) = (state = 'waits'))
);
comment on table hubspot.sent_answers is
'Answers of registration forms, and what became of each in HubSpot';
comment on column hubspot.sent_answers.written is
'What was ever written to the property, or about to be: whatever else stands there, somebody wrote';
comment on column hubspot.sent_answers.state is
'sending: about to be written; written; kept: what somebody wrote stays; unfit: the property does '
'not take it; waits: the property is missing, or HubSpot refused';

create table hubspot.sent_lists (
    segment text primary key,
    list_id text not null,
    is_stale boolean not null default false,
    run_id text not null
);
comment on table hubspot.sent_lists is
'Lists in HubSpot that saved segments are kept as, or were: kept again, they go on as the same';
comment on column hubspot.sent_lists.list_id is
'HubSpot''s id: somebody may give the list another name';
comment on column hubspot.sent_lists.is_stale is
'Its members are read from HubSpot before anything is sent: another warehouse may have written '
'to it';

create table hubspot.sent_list_members (
    segment text not null,
    contact_id bigint not null,
    email text not null,
    run_id text not null,
    primary key (segment, contact_id)
);
create index on hubspot.sent_list_members (email);
comment on table hubspot.sent_list_members is
'Members of these lists that HubSpot acknowledged, or had when another warehouse may have written '
'to them; those that somebody adds by hand later are not here';
comment on column hubspot.sent_list_members.contact_id is 'HubSpot''s record id';
comment on column hubspot.sent_list_members.email is
'The address when it was sent; empty where it was read from HubSpot and the mirror did not know it';

create table hubspot.people_to_compare (
    version bigint generated always as identity primary key,
    email text not null,
    marked_at timestamptz not null default now()
);
create index on hubspot.people_to_compare (email, version);
comment on table hubspot.people_to_compare is
'Marks of people of whom HubSpot may have been told otherwise than marts say: the push compares '
'nobody else. Triggers set them once HubSpot is connected; a push deletes those that it saw and '
'that led to nothing, by their version, so that what is marked meanwhile stays';

create table hubspot.refusals (
    object_kind text not null,
    object_key text not null,
    digest text not null,
    attempts int not null,
    next_attempt_at timestamptz not null,
    run_id text not null,
    primary key (object_kind, object_key)
);
comment on table hubspot.refusals is
'Rows that HubSpot refused, and when they are sent again; at once if they changed';
comment on column hubspot.refusals.digest is 'Of what was refused';

create table hubspot.differences (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    contact_id bigint not null,
    kind text not null
    check (kind in (
        'missing', 'extra', 'merged', 'state', 'time', 'duration', 'event_missing', 'native_event',
        'property'
    )),
    expected text,
    actual text,
    likely_cause text not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    cleared_at timestamptz,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, contact_id, kind)
);
create trigger refuse_erased before insert or update on hubspot.differences
for each row execute function settings.refuse_erased('hubspot_id', 'contact_id');
comment on table hubspot.differences is
'What HubSpot has otherwise than it was sent, with a likely cause; cleared once it is gone';
comment on column hubspot.differences.contact_id is
'HubSpot''s record id; 0: the difference is the event''s own';
comment on column hubspot.differences.webinar_id is
'0, with no account and no occurrence: the difference is the contact''s own, and in no event';

-- What the gate before everything that cannot be taken back remembers.
create table hubspot.connected (
    id boolean primary key default true check (id),
    connected_at timestamptz not null,
    run_id text not null
);
comment on table hubspot.connected is
'One row: when HubSpot was first connected, which is the default of the setting push_since';

create table hubspot.history_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    asked_at timestamptz not null default now(),
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table hubspot.history_events is
'Events that ended before push_since, and that a run was asked to send: from then on all runs do';

create table hubspot.history_contacts (
    contact_id bigint primary key,
    asked_at timestamptz not null default now(),
    run_id text not null
);
comment on table hubspot.history_contacts is
'Contacts (marts.contacts.contact_id) that did nothing since push_since, and that a run was asked '
'to create';

create table hubspot.released_webinars (
    account_id text not null,
    webinar_id bigint not null,
    released_at timestamptz not null default now(),
    run_id text not null,
    primary key (account_id, webinar_id)
);
comment on table hubspot.released_webinars is
'Webinars of which something was never read, and that a run was asked to send as they are';

create table hubspot.allowed_removals (
    object_kind text not null,
    object_key text not null,
    allowed_at timestamptz not null default now(),
    run_id text not null,
    primary key (object_kind, object_key)
);
comment on table hubspot.allowed_removals is
'What waited because of the brake, and that a run was asked to remove all the same';

create table hubspot.removals (
    removal_id bigint generated always as identity primary key,
    object_kind text not null,
    action text not null check (action in ('delete', 'cancel', 'withdraw')),
    amount int not null,
    removed_at timestamptz not null,
    run_id text not null
);
comment on table hubspot.removals is
'How many objects of a kind were deleted, cancelled or withdrawn in HubSpot, and when: the brake '
'adds up those of a day. Erased people, and what a form allowed, are not counted';

create table hubspot.braked (
    object_kind text not null,
    action text not null check (action in ('delete', 'cancel', 'withdraw')),
    reason text not null default 'brake' check (reason = 'brake'),
    waiting int not null,
    removed int not null,
    held int not null,
    primary key (object_kind, action)
);
comment on table hubspot.braked is
'What is to be removed in HubSpot and waits: with what went in the last 24 hours it is more than '
'two, and more than a tenth of what HubSpot held. Found anew before each request';
comment on column hubspot.braked.removed is 'How many went in the last 24 hours';
comment on column hubspot.braked.held is 'How many HubSpot held before that';

create table hubspot.held_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    reason text not null check (reason in ('history', 'incomplete')),
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table hubspot.held_events is
'Events of which HubSpot is told nothing new: history, or loaded though something of the webinar '
'could not be read. Found anew before each request that cannot be taken back';

create table hubspot.held (
    object_kind text not null,
    object_key text not null,
    action text not null,
    account_id text,
    webinar_id bigint,
    occurrence_key text,
    email text,
    reason text,
    since timestamptz not null,
    first_held_at timestamptz not null default now(),
    next_at timestamptz,
    run_id text not null,
    primary key (object_kind, object_key)
);
comment on table hubspot.held is 'What the gate holds back, as a push last found it';
comment on column hubspot.held.reason is
'See hubspot.gate_reasons; null: an event that is completed though it lacks people';
comment on column hubspot.held.since is
'Since when for this reason, by the clock of hubspot.clock; an event that only waits for people, '
'since when it could have been completed';
comment on column hubspot.held.first_held_at is
'Since when for whatever reason, by the clock of the database';
