-- depends: 0012.hubspot_mirror
-- What HubSpot was sent, and acknowledged.
create table hubspot.portal (
    id boolean primary key default true check (id),
    portal_id bigint,
    time_zone text not null,
    token_sha256 text not null,
    properties jsonb not null default '{}',
    event_types jsonb not null default '{}',
    run_id text not null
);
comment on table hubspot.portal is
'One row: the HubSpot account that this warehouse is pushed to, and what was set up there';
comment on column hubspot.portal.portal_id is 'Null: the token may not ask which account it is of';
comment on column hubspot.portal.token_sha256 is
'Which token the account was looked up with: another one is looked up again';
comment on column hubspot.portal.properties is
'Columns of marts.contacts, and the HubSpot property that each is written to';
comment on column hubspot.portal.event_types is
'Kinds of marts.timeline_events, and the full name of the custom event that each is sent as';

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
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table hubspot.sent_events is 'Marketing events that HubSpot acknowledged';
comment on column hubspot.sent_events.object_id is 'HubSpot''s record id';
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
'As of when HubSpot was told of the registration: Zoom''s time, unless that was told before';
comment on column hubspot.sent_participations.withdrawn_at is
'When it was first found to have vanished from marts: it is cancelled as of that moment';
comment on column hubspot.sent_participations.is_withdrawn is
'HubSpot was told that it is cancelled; the row stays, in case the person comes back';

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
    found text,
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

create function hubspot.forget_portal() returns void
language sql
as $$
delete from hubspot.portal;
delete from hubspot.contacts;
delete from hubspot.addresses;
delete from hubspot.users;
delete from hubspot.sent_contacts;
delete from hubspot.sent_events;
delete from hubspot.sent_participations;
delete from hubspot.sent_custom_events;
delete from hubspot.refusals;
delete from hubspot.differences;
$$;
comment on function hubspot.forget_portal is
'Forgets the HubSpot account that was pushed to, so that the next push begins with another one';
