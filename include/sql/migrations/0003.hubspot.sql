-- What HubSpot knows, and what was last sent to it.
create table hubspot.contacts (
    contact_id bigint primary key,
    email text not null,
    additional_emails text[] not null default '{}',
    is_archived boolean not null default false,
    read_at timestamptz not null,
    run_id text not null,
    has_first_name boolean not null default false,
    has_last_name boolean not null default false
);
comment on table hubspot.contacts is
'The mirror: contacts of the HubSpot account with an address that the sync touched';
comment on column hubspot.contacts.is_archived is 'Deleted in HubSpot: not to be created again';
create index on hubspot.contacts (email);
create index on hubspot.contacts using gin (additional_emails);

create index on hubspot.contacts (contact_id) where additional_emails <> '{}';
create index on hubspot.contacts (
    (reverse(split_part(email, '@', -1)) collate "C")
);

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

create table hubspot.users (
    user_id text primary key,
    email text not null,
    read_at timestamptz not null,
    run_id text not null
);
create index on hubspot.users (email);
comment on table hubspot.users is 'Users of the HubSpot account: never created as contacts';

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
    run_id text not null
);
comment on table hubspot.sent_contacts is 'Contact properties that HubSpot acknowledged';
comment on column hubspot.sent_contacts.contact_id is 'HubSpot''s record id';
comment on column hubspot.sent_contacts.first_name is
'As offered: it is written only where HubSpot has none';
comment on column hubspot.sent_contacts.is_stale is 'To be sent again, to other properties';

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
    is_cancelled boolean not null default false,
    external_id text,
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
    sent_at timestamptz not null default now(),
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
comment on table hubspot.sent_participations is 'Participations that HubSpot acknowledged';
comment on column hubspot.sent_participations.registered_sent_at is
'The time of the registration as HubSpot was sent it: Zoom''s, unless that was sent before';
comment on column hubspot.sent_participations.withdrawn_at is
'When it was first found to have vanished from marts: it is cancelled as of that moment';
comment on column hubspot.sent_participations.is_withdrawn is
'HubSpot was sent that it is cancelled; the row stays, in case the person comes back';

create table hubspot.sent_custom_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    kind text not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email, kind)
);
comment on table hubspot.sent_custom_events is 'Custom events that HubSpot acknowledged';

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
        'missing', 'extra', 'merged', 'state', 'time', 'duration', 'event_missing', 'native_event'
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
comment on table hubspot.differences is
'What HubSpot has otherwise than it was sent, with a likely cause; cleared once it is gone';
comment on column hubspot.differences.contact_id is
'HubSpot''s record id; 0: the difference is the event''s own';
