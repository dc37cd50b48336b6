-- What Zoom answered, as sent, and the work queue.
create table zoom.accounts (
    account_id text primary key,
    brand text,
    is_primary boolean,
    is_discovered boolean not null default false,
    history_read_until timestamptz,
    known_history tstzmultirange not null default '{}',
    run_id text not null
);
comment on table zoom.accounts is 'The connected Zoom accounts';
comment on column zoom.accounts.is_primary is
'What its connection says; null where it says nothing, as a single account may';
comment on column zoom.accounts.is_discovered is
'Its users, hosts and webinars to come have been read once, so that a window needs its own only';
comment on column zoom.accounts.history_read_until is
'Up to here the history of sessions is known: the present moment for every rule that needs one';
comment on column zoom.accounts.known_history is
'The stretches of time whose sessions are known: read, and held against the contract';

create table zoom.users (
    account_id text not null,
    user_id text not null,
    email text not null,
    is_active boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, user_id)
);
comment on table zoom.users is 'Users of the account, active and inactive; those who left stay';

create table zoom.webinars (
    account_id text not null,
    webinar_id bigint not null,
    host_id text,
    host_email text,
    topic text,
    type smallint,
    scheduled_at timestamptz,
    duration_minutes int,
    timezone text,
    approval_type smallint,
    registration_type smallint,
    alternative_hosts text,
    is_events_webinar boolean,
    events_flag_unknowable_at timestamptz,
    first_seen_at timestamptz not null,
    gone_at timestamptz,
    payload jsonb,
    run_id text not null,
    primary key (account_id, webinar_id)
);
comment on table zoom.webinars is 'Webinars (series, if they recur), as their detail was last read';
comment on column zoom.webinars.payload is
'The detail as sent, less secrets; null if it could never be read';
comment on column zoom.webinars.is_events_webinar is
'Only the listing by host says so; remembered; null is unknown';
comment on column zoom.webinars.events_flag_unknowable_at is
'Since when no listing can tell any more whether it belongs to Zoom Events: it counts as not';
comment on column zoom.webinars.gone_at is
'When Zoom first answered that the webinar does not exist: deleted or expired';
comment on column zoom.webinars.scheduled_at is
'The one scheduled start of a single webinar (type 5)';

create table zoom.webinar_uuids (
    account_id text not null,
    event_uuid text not null,
    webinar_id bigint not null,
    run_id text not null,
    primary key (account_id, event_uuid)
);
comment on table zoom.webinar_uuids is
'Which webinar a UUID of the report on events to come belongs to; that report has no webinar id';

create table zoom.occurrences (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_id text not null,
    occurrence_key text not null,
    scheduled_at timestamptz not null,
    duration_minutes int not null,
    status text not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_id)
);
comment on table zoom.occurrences is
'The scheduled dates of recurring webinars (type 9), past ones kept';
comment on column zoom.occurrences.occurrence_key is
'The occurrence_id under which this date was first known: a moved date keeps it';
comment on column zoom.occurrences.status is
'available or deleted, as Zoom says (a date to come that is no longer listed: deleted); '
'moved: superseded by another row with the same key';

create table zoom.panelists (
    account_id text not null,
    webinar_id bigint not null,
    panelist_id text not null,
    email text not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, webinar_id, panelist_id)
);
comment on table zoom.panelists is 'Panelists; remembered after the webinar expires';

create table zoom.registrants (
    account_id text not null,
    webinar_id bigint not null,
    registrant_id text not null,
    occurrence_id text not null,
    email text,
    created_at timestamptz,
    status text,
    row_key text not null,
    listed_at timestamptz not null,
    was_approved boolean not null,
    last_approved_at timestamptz,
    cancelled_at timestamptz,
    is_listed boolean not null,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, webinar_id, row_key, occurrence_id)
);
comment on table zoom.registrants is 'Registrations as last listed; those who vanish stay';
comment on column zoom.registrants.occurrence_id is
'The date that was requested; empty where a registration is for the webinar as a whole';
comment on column zoom.registrants.listed_at is 'The reading that first listed this registration';
comment on column zoom.registrants.last_approved_at is
'The last reading that listed it as approved, once it no longer is; null while it is, and '
'if it never was';
comment on column zoom.registrants.cancelled_at is
'The reading that first missed it, or first listed it as denied; null while approved or pending';
comment on column zoom.registrants.is_listed is
'False: missing from all three lists, and confirmed';
comment on column zoom.registrants.is_cleaned is
'Something that PostgreSQL cannot hold (U+0000, a lone surrogate) was taken out';

create table zoom.history (
    account_id text not null,
    row_key text not null,
    is_cleaned boolean not null,
    is_checked boolean not null default false,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, row_key)
);
comment on table zoom.history is 'Rows of the account-wide history of sessions, as sent';
comment on column zoom.history.row_key is
'The session''s UUID; # and a digest of account and row where it has none';

create table zoom.sessions (
    account_id text not null,
    session_uuid text not null,
    webinar_id bigint not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    host_email text not null,
    topic text,
    state text not null default 'due'
    check (state in ('due', 'landed', 'settled', 'failed', 'gone')),
    attempts int not null default 0,
    next_attempt_at timestamptz,
    settled_at timestamptz,
    run_id text not null,
    primary key (account_id, session_uuid)
);
comment on table zoom.sessions is 'Actual runs of webinars: the work queue of participant reports';
comment on column zoom.sessions.state is
'due: not read; landed: read, may still change; settled: read, final; failed: refused, '
'tried again later; gone: Zoom no longer has it';
create index on zoom.sessions (account_id, webinar_id);

create table zoom.connections (
    account_id text not null,
    session_uuid text not null,
    row_key text not null,
    user_id text,
    registrant_id text,
    participant_user_id text,
    user_email text,
    joined_at timestamptz,
    left_at timestamptz,
    is_waiting_room boolean not null,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, session_uuid, row_key)
);
create index on zoom.connections (account_id, participant_user_id)
where participant_user_id is not null;
comment on table zoom.connections is
'Rows of the participant report: one device from join to leave, as last read';
comment on column zoom.connections.row_key is
'UUID, user_id and join_time as Zoom wrote them, and the number among equal ones: Zoom '
'gives no key';

create table zoom.readings (
    account_id text not null,
    kind text not null,
    object_key text not null,
    webinar_id bigint,
    answered_at timestamptz not null,
    same_since timestamptz not null,
    row_count int not null,
    digest text not null,
    checked_digest text,
    must_repeat boolean not null default false,
    extraction bigint not null default 0,
    run_id text not null,
    primary key (account_id, kind, object_key)
);
comment on table zoom.readings is 'The latest complete listing of each thing, by Zoom''s clock';
comment on column zoom.readings.kind is
'users, host, history (its object_key: the stretch of time), webinar, panelists, registrants, '
'participants';
comment on column zoom.readings.same_since is
'The earliest of the unbroken row of readings that had the same content as the latest';
comment on column zoom.readings.checked_digest is 'The content that last passed the contracts';
comment on column zoom.readings.must_repeat is 'The content broke its contract: it is read again';
comment on column zoom.readings.extraction is
'The extraction that landed it: one that is resumed does not read again what it has';
create index on zoom.readings (account_id, webinar_id);

create table zoom.extractions (
    extraction bigint generated always as identity primary key,
    account_id text not null,
    purpose text not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    run_id text not null
);
comment on table zoom.extractions is
'Each time an account was read; one that was stopped is resumed by the next like it';
comment on column zoom.extractions.purpose is
'full: the nightly reading; light: the hourly one; else the requested window and webinars';
comment on column zoom.extractions.ended_at is
'When what it read was in marts; null: under way, or stopped before';
create index on zoom.extractions (account_id, purpose) where ended_at is null;

create table zoom.refusals (
    account_id text not null,
    object_kind text not null,
    object_key text not null,
    attempts int not null,
    refused_since timestamptz not null,
    next_attempt_at timestamptz not null,
    run_id text not null,
    primary key (account_id, object_kind, object_key)
);
comment on table zoom.refusals is
'What Zoom refuses to let be read, and when it is read again; sessions have their own queue';
comment on column zoom.refusals.refused_since is 'The first refusal since it could last be read';
