-- What Zoom answered, as sent, and the work queue.
create table zoom.accounts (
    account_id text primary key,
    brand text,
    is_primary boolean,
    is_discovered boolean not null default false,
    history_read_until timestamptz,
    history_listed_until timestamptz,
    history_refused_at timestamptz,
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
comment on column zoom.accounts.history_listed_until is
'Up to here the account-wide history is known: its own watermark; null: it never answered';
comment on column zoom.accounts.history_refused_at is
'When Zoom last answered that the account has no account-wide history, which is then read by host; '
'null: it has';
comment on column zoom.accounts.known_history is
'The stretches of time whose sessions are known: read, and held against the contract';

create table zoom.users (
    account_id text not null,
    user_id text not null,
    email text not null,
    is_active boolean not null,
    history_read_until timestamptz,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, user_id)
);
comment on table zoom.users is 'Users of the account, active and inactive; those who left stay';
comment on column zoom.users.history_read_until is
'Up to here this host''s own history is known, where the account has none: the host''s watermark';

create table zoom.former_addresses (
    account_id text not null,
    user_id text not null,
    email text not null,
    replaced_at timestamptz not null,
    run_id text not null,
    primary key (account_id, user_id, replaced_at)
);
comment on table zoom.former_addresses is
'Addresses that users of the account had before: what they did until then, they did as these';
comment on column zoom.former_addresses.replaced_at is
'The first reading of users that listed another address';

create table zoom.webinars (
    account_id text not null,
    webinar_id bigint not null,
    host_id text,
    host_email text,
    topic text,
    type smallint,
    timezone text,
    approval_type smallint,
    registration_type smallint,
    is_events_webinar boolean,
    events_flag_unknowable_at timestamptz,
    unlisted_since timestamptz,
    first_seen_at timestamptz not null,
    gone_at timestamptz,
    payload jsonb,
    run_id text not null,
    primary key (account_id, webinar_id)
);
create index on zoom.webinars (account_id) where payload is null;
create index on zoom.webinars (webinar_id);
comment on table zoom.webinars is 'Webinars (series, if they recur), as their detail was last read';
comment on column zoom.webinars.payload is
'The detail as sent, less secrets; null if it could never be read';
comment on column zoom.webinars.is_events_webinar is
'Only the listing by host says so; remembered; null: not known yet, or no longer to be known';
comment on column zoom.webinars.unlisted_since is
'The first complete listing of its host that lacked it while is_events_webinar was not known';
comment on column zoom.webinars.events_flag_unknowable_at is
'Since when no listing can tell is_events_webinar any more, which then counts as not; null: it can';
comment on column zoom.webinars.gone_at is
'When Zoom first answered that the webinar does not exist: deleted or expired';

create table zoom.listed_webinars (
    account_id text not null,
    user_id text not null,
    webinar_id bigint not null,
    run_id text not null,
    primary key (account_id, user_id, webinar_id)
);
comment on table zoom.listed_webinars is 'The webinars that the last listing of each host had';

create table zoom.webinar_uuids (
    account_id text not null,
    event_uuid text not null,
    webinar_id bigint not null,
    run_id text not null,
    primary key (account_id, event_uuid)
);
comment on table zoom.webinar_uuids is
'Which webinar a UUID of the report on events to come belongs to; that report has no webinar id';

create table zoom.announced_starts (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_id text not null,
    first_read_at timestamptz not null,
    type smallint not null,
    scheduled_at timestamptz,
    duration_minutes int not null,
    timezone text,
    last_read_at timestamptz not null,
    dropped_at timestamptz,
    is_deleted boolean not null default false,
    occurrence_key text,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_id, first_read_at)
);
comment on table zoom.announced_starts is
'The starts that details told, each with the readings that told it: Zoom tells only the present';
comment on column zoom.announced_starts.occurrence_id is
'Zoom''s id of a date of a series (type 9); empty for other webinars';
comment on column zoom.announced_starts.type is 'The type that the webinar had then';
comment on column zoom.announced_starts.scheduled_at is
'Null: no date was announced, as of a webinar without a fixed time (type 6)';
comment on column zoom.announced_starts.dropped_at is
'The first reading that no longer told it, or listed it as deleted; null while it is announced';
comment on column zoom.announced_starts.is_deleted is 'That reading listed it as deleted';
comment on column zoom.announced_starts.occurrence_key is
'The occurrence that it is, for ever; null until the load decides it';

create table zoom.occurrences (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    is_frozen boolean not null default false,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
create index on zoom.occurrences (account_id, webinar_id) where is_frozen;
comment on table zoom.occurrences is
'Every key of an occurrence that was ever given, so that none is given twice';
comment on column zoom.occurrences.is_frozen is
'What Zoom sent of its people is no longer kept: its rows of marts stay as they are';

create table zoom.frozen_webinars (
    account_id text not null,
    webinar_id bigint not null,
    frozen_until timestamptz not null,
    frozen_at timestamptz not null default now(),
    connections bigint not null default 0,
    rejected bigint not null default 0,
    registrations bigint not null default 0,
    participations bigint not null default 0,
    run_id text not null,
    primary key (account_id, webinar_id)
);
comment on table zoom.frozen_webinars is
'Webinars of whose people the rows as sent are no longer kept, with how many there were';
comment on column zoom.frozen_webinars.frozen_until is
'What ended by then is frozen, and never read again; what comes later is read and computed';
comment on column zoom.frozen_webinars.frozen_at is 'When rows were deleted last';
comment on column zoom.frozen_webinars.connections is
'Of sessions that were placed, as sync.loaded_webinars had counted them; so are the other numbers';

create table zoom.staff (
    account_id text not null,
    webinar_id bigint not null,
    source text not null check (source in ('detail', 'panelists')),
    person_key text not null,
    first_read_at timestamptz not null,
    role text not null check (role in ('host', 'alternative_host', 'panelist')),
    email text,
    zoom_id text,
    previous_read_at timestamptz,
    dropped_at timestamptz,
    payload jsonb,
    run_id text not null,
    primary key (account_id, webinar_id, source, person_key, first_read_at)
);
create index on zoom.staff (account_id, zoom_id) where zoom_id is not null;
comment on table zoom.staff is
'Hosts, alternative hosts and panelists, by the readings that listed them; remembered for ever';
comment on column zoom.staff.zoom_id is 'A user''s id, or a panelist''s';
comment on column zoom.staff.previous_read_at is
'The reading before the first that listed the person; null: there was none';
comment on column zoom.staff.dropped_at is
'The first reading that no longer listed the person; null while listed';
comment on column zoom.staff.payload is 'The panelist as sent, less secrets';

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
    superseded_at timestamptz,
    approved_at timestamptz,
    acted_at timestamptz,
    is_listed boolean not null,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, webinar_id, row_key, occurrence_id)
);
create index on zoom.registrants (account_id, webinar_id)
where registrant_id like 'erased-%' or email like '%@erased.invalid';
create index on zoom.registrants (lower(btrim(email)));
comment on table zoom.registrants is 'Registrations as last listed; those who vanish stay';
comment on column zoom.registrants.occurrence_id is
'The date that was requested; empty where a registration is for the webinar as a whole';
comment on column zoom.registrants.listed_at is 'The reading that first listed this registration';
comment on column zoom.registrants.last_approved_at is
'The last reading that listed it as approved, once it no longer is; null while it is, and '
'if it never was';
comment on column zoom.registrants.cancelled_at is
'The reading that first missed it, or first listed it as denied; null while approved or pending';
comment on column zoom.registrants.superseded_at is
'The first reading that no longer asked for registrations of this date (or for the webinar as a '
'whole); null while it is asked for';
comment on column zoom.registrants.approved_at is
'The first reading that listed it as approved, where one before did not; null: approved at first '
'sight, or never';
comment on column zoom.registrants.acted_at is
'When Zoom last answered that a request of this project made it so; a listing that was read until '
'then says nothing of it';
comment on column zoom.registrants.is_listed is
'False: missing from all three lists, and confirmed';
comment on column zoom.registrants.is_cleaned is
'Something that PostgreSQL cannot hold (U+0000, a lone surrogate) was taken out';

create table zoom.registrant_sources (
    account_id text not null,
    webinar_id bigint not null,
    registrant_id text not null,
    source text not null,
    run_id text not null,
    primary key (account_id, webinar_id, registrant_id)
);
comment on table zoom.registrant_sources is
'From which tracking source people registered, as last listed; only where '
'settings.sync.registration_sources is on';

create table zoom.former_registrations (
    account_id text not null,
    webinar_id bigint not null,
    row_key text not null,
    occurrence_id text not null,
    created_at timestamptz not null,
    listed_at timestamptz not null,
    last_approved_at timestamptz,
    cancelled_at timestamptz not null,
    superseded_at timestamptz,
    approved_at timestamptz,
    run_id text not null,
    primary key (account_id, webinar_id, row_key, occurrence_id, created_at)
);
comment on table zoom.former_registrations is
'What zoom.registrants said of registrations, approved once, that were cancelled and made anew: '
'Zoom keeps the id and tells only the new ones';

create table zoom.history (
    account_id text not null,
    row_key text not null,
    is_cleaned boolean not null,
    is_checked boolean not null default false,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, row_key)
);
create index on zoom.history (account_id, run_id);
create index on zoom.history (account_id) where not is_checked;
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
    people_counted bigint,
    people_read bigint,
    read_from text check (read_from in ('report', 'past_webinars')),
    report_digest text,
    same_since timestamptz,
    state text not null default 'due'
    check (state in ('due', 'landed', 'settled', 'failed', 'gone')),
    attempts int not null default 0,
    next_attempt_at timestamptz,
    settled_at timestamptz,
    occurrence_key text,
    is_placement_final boolean not null default false,
    is_practice boolean,
    polls_due_at timestamptz default '-infinity',
    questions_due_at timestamptz default '-infinity',
    is_frozen boolean not null default false,
    run_id text not null,
    primary key (account_id, session_uuid)
);
comment on table zoom.sessions is 'Actual runs of webinars: the work queue of participant reports';
comment on column zoom.sessions.state is
'due: not read; landed: read, may still change; settled: read, final; failed: refused, '
'tried again later; gone: Zoom no longer has it';
comment on column zoom.sessions.occurrence_key is
'The occurrence that it belongs to; empty: none, a practice near no date; null: not decided yet';
comment on column zoom.sessions.is_placement_final is
'Its occurrence is not found anew: it was settled when that was decided';
comment on column zoom.sessions.is_practice is
'Whether the last load found that it was not the webinar; null: not judged yet';
comment on column zoom.sessions.is_frozen is
'Its report is no longer kept, and is not read again: whether it was the webinar, and which '
'occurrence, stays as it was decided';
comment on column zoom.sessions.people_counted is
'How many people took part, as the history counts them; null: it does not say';
comment on column zoom.sessions.people_read is
'How many distinct people the kept report has: without the waiting room, each anonymous row one';
comment on column zoom.sessions.read_from is
'Which endpoint the kept report is from: the report, or its medium-labelled twin of past webinars';
comment on column zoom.sessions.report_digest is
'Of user_id, join_time, leave_time and status of the kept report''s rows; null: it has none';
comment on column zoom.sessions.same_since is
'The earliest of the unbroken row of readings of one endpoint that had the kept report''s digest';
comment on column zoom.sessions.next_attempt_at is
'When scheduled runs read its report next, of a settled session: once more; null: at once, or, '
'settled, never';
comment on column zoom.sessions.polls_due_at is
'When answers to polls are read next, once the session is settled; null: they were, for good';
comment on column zoom.sessions.questions_due_at is
'When questions of the audience are read next, once the session is settled; null: they were, for '
'good';
create index on zoom.sessions (account_id, ended_at)
where state = 'settled' and polls_due_at is not null;
create index on zoom.sessions (account_id, ended_at)
where state = 'settled' and questions_due_at is not null;
create index on zoom.sessions (account_id, webinar_id);
create index on zoom.sessions (account_id, ended_at);
create index on zoom.sessions (account_id) where occurrence_key is null;
create index on zoom.sessions (account_id) where state <> 'settled' or next_attempt_at is not null;

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

create table zoom.recorded_sessions (
    account_id text not null,
    session_uuid text not null,
    webinar_id bigint not null,
    attempts int not null,
    read_at timestamptz not null,
    missing_since timestamptz,
    next_read_at timestamptz,
    payload jsonb,
    run_id text not null,
    primary key (account_id, session_uuid)
);
create index on zoom.recorded_sessions (account_id, next_read_at);
create index on zoom.recorded_sessions (account_id, webinar_id);
comment on table zoom.recorded_sessions is
'Sessions of which Zoom was asked for a recording: the work queue of recordings';
comment on column zoom.recorded_sessions.attempts is 'How often Zoom answered';
comment on column zoom.recorded_sessions.missing_since is
'The first of an unbroken row of answers that there is no recording, though there was one; null: '
'there is one, or never was';
comment on column zoom.recorded_sessions.next_read_at is
'When it is read next; null: no more, as none has come for a week';
comment on column zoom.recorded_sessions.payload is
'The recording as sent, less its files and secrets; null: none yet';

create table zoom.recordings (
    account_id text not null,
    session_uuid text not null,
    file_key text not null,
    webinar_id bigint not null,
    file_type text not null,
    topic text,
    started_at timestamptz,
    ended_at timestamptz,
    play_url text,
    available_at timestamptz not null,
    deleted_at timestamptz,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, session_uuid, file_key)
);
create index on zoom.recordings (account_id, webinar_id);
comment on table zoom.recordings is
'Files of cloud recordings, as last listed; those that were deleted stay, without their content';
comment on column zoom.recordings.file_key is
'Zoom''s id of the file; its type and start where it has none, as closed captions';
comment on column zoom.recordings.play_url is 'Where Zoom plays it, without passcode';
comment on column zoom.recordings.available_at is
'The first reading that listed it, where one before did not; else its own end: it may have been '
'there since';
comment on column zoom.recordings.deleted_at is
'The first reading that no longer listed it; null while it is listed';
comment on column zoom.recordings.payload is 'The file as sent, less secrets and its download URL';

create table zoom.transcripts (
    account_id text not null,
    session_uuid text not null,
    file_key text not null,
    webinar_id bigint not null,
    file_size bigint,
    passages int not null,
    read_at timestamptz not null,
    run_id text not null,
    primary key (account_id, session_uuid, file_key)
);
create index on zoom.transcripts (account_id, webinar_id);
comment on table zoom.transcripts is
'Transcripts and closed captions that were downloaded, by their files in zoom.recordings';
comment on column zoom.transcripts.file_size is
'As the listing had it then: a transcript that somebody corrects in Zoom is downloaded again';

create table zoom.transcript_passages (
    account_id text not null,
    session_uuid text not null,
    file_key text not null,
    passage_number int not null,
    started_ms bigint not null,
    ended_ms bigint not null,
    speaker text,
    passage text not null,
    words tsvector not null generated always as (to_tsvector('simple', passage)) stored,
    run_id text not null,
    primary key (account_id, session_uuid, file_key, passage_number)
);
create index on zoom.transcript_passages using gin (words);
create trigger leave_out_erased before insert or update on zoom.transcript_passages
for each row execute function zoom.leave_out_erased_speaker();
comment on table zoom.transcript_passages is
'What was said in recordings, passage by passage: the only place that holds it';
comment on column zoom.transcript_passages.started_ms is
'Milliseconds from the start of the recording; so is ended_ms';
comment on column zoom.transcript_passages.speaker is
'The name under which somebody was in the webinar; null: the file does not say';
comment on column zoom.transcript_passages.words is
'For search: the words as they are, as webinars are in any language';

create table zoom.polls (
    account_id text not null,
    session_uuid text not null,
    place int not null,
    webinar_id bigint not null,
    email text,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, session_uuid, place)
);
create index on zoom.polls (account_id, webinar_id);
comment on table zoom.polls is
'Who answered polls in a session, with all their answers, as sent; only where settings.sync.polls '
'is on';
comment on column zoom.polls.place is 'In the answer: Zoom gives no key';
comment on column zoom.polls.email is
'As sent; Zoom leaves it empty for guests, and where polls are anonymous';

create table zoom.questions (
    account_id text not null,
    session_uuid text not null,
    place int not null,
    webinar_id bigint not null,
    user_id text,
    email text,
    is_cleaned boolean not null,
    payload jsonb not null,
    run_id text not null,
    primary key (account_id, session_uuid, place)
);
create index on zoom.questions (account_id, webinar_id);
comment on table zoom.questions is
'Who asked questions in a session, with all of them and their answers, as sent; only where '
'settings.sync.questions is on';
comment on column zoom.questions.place is 'In the answer: Zoom gives no key';
comment on column zoom.questions.user_id is 'Of users of the account alone';

create table zoom.readings (
    account_id text not null,
    kind text not null,
    object_key text not null,
    webinar_id bigint,
    answered_at timestamptz not null,
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
'participants, recordings, polls, questions, sources';
comment on column zoom.readings.checked_digest is 'The content that last passed the contracts';
comment on column zoom.readings.must_repeat is 'The content broke its contract: it is read again';
comment on column zoom.readings.extraction is
'The extraction that landed it: one that is resumed does not read again what it has';
create index on zoom.readings (account_id, webinar_id);
create index on zoom.readings (account_id)
where
checked_digest is distinct from digest
and kind in ('history', 'webinar', 'registrants', 'participants');
create index on zoom.readings (account_id) where must_repeat;
create index on zoom.readings (account_id, extraction);

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
    code text not null,
    attempts int not null,
    first_refused_at timestamptz not null,
    missing_since timestamptz,
    next_attempt_at timestamptz not null,
    run_id text not null,
    primary key (account_id, object_kind, object_key)
);
comment on table zoom.refusals is
'What Zoom refuses to let be read, and when it is read again; sessions have their own queue';
comment on column zoom.refusals.first_refused_at is
'The first refusal since it was last read, or first to be read';
comment on column zoom.refusals.missing_since is
'The first of these refusals that said that it does not exist, or that its dates do not; null: '
'none did';

create table zoom.odd_answers (
    account_id text not null,
    object_kind text not null,
    object_key text not null,
    source text not null,
    breach text not null,
    row_count int not null,
    unreadable int not null,
    missing_keys text[] not null,
    first_extraction bigint not null,
    extraction bigint not null,
    run_id text not null,
    primary key (account_id, object_kind, object_key)
);
comment on table zoom.odd_answers is
'Answers of the last extractions whose rows break their contract: not landed, and read again';
comment on column zoom.odd_answers.object_kind is 'As in sync.errors; so is object_key';
comment on column zoom.odd_answers.source is 'The contract that its rows break';
comment on column zoom.odd_answers.missing_keys is 'Keys that the transform needs and no row has';
comment on column zoom.odd_answers.first_extraction is
'The extraction that set it aside first: only there it counts against the contract';
comment on column zoom.odd_answers.extraction is 'The extraction that set it aside last';

create table zoom.rate_limits (
    account_id text not null,
    label text not null,
    per_second int,
    per_second_read_at timestamptz,
    left_today int,
    left_read_at timestamptz,
    run_id text not null,
    primary key (account_id, label)
);
comment on table zoom.rate_limits is
'What Zoom''s rate-limit headers last said, by label; beyond the plan that the connection names';
comment on column zoom.rate_limits.per_second is
'Requests a second, where Zoom named fewer than the plan has; it counts for a day';
comment on column zoom.rate_limits.left_today is
'Requests of the UTC day of left_read_at that were left then, for all apps together';

-- What webhooks told. Requests that come again, late or out of order change nothing: the times in
-- the bodies decide.
create table zoom.webhook_events (
    account_id text not null,
    webinar_id bigint not null,
    event text not null,
    subject_key text not null,
    occurred_at timestamptz not null,
    version bigint generated always as identity,
    session_uuid text,
    received_at timestamptz not null default now(),
    due_at timestamptz,
    attempts int not null default 0,
    handled_at timestamptz,
    payload jsonb not null,
    run_id text,
    primary key (account_id, webinar_id, event, subject_key, occurred_at)
);
create unique index on zoom.webhook_events (version);
create index on zoom.webhook_events (account_id, due_at) where handled_at is null;
create index on zoom.webhook_events (received_at);
create index on zoom.webhook_events (account_id, session_uuid)
where event in ('webinar.participant_joined', 'webinar.participant_left');
comment on table zoom.webhook_events is
'The inbox of Zoom''s webhooks: one row for each event, however often Zoom sends it';
comment on column zoom.webhook_events.subject_key is
'What of the webinar it is about: a registrant''s id, a session''s UUID, for participants with '
'their user_id; empty: the webinar itself';
comment on column zoom.webhook_events.occurred_at is 'By Zoom: event_ts of the body';
comment on column zoom.webhook_events.due_at is
'When its webinar is read, or read again; null: there is nothing to read';
comment on column zoom.webhook_events.attempts is
'How often its account could not be read for it: each time it waits longer';
comment on column zoom.webhook_events.handled_at is 'When it needed nothing more; null: it does';
comment on column zoom.webhook_events.payload is
'The body''s object as sent, less secrets and queries of links; of a person ids, address, state '
'and times alone';
create trigger notify_webhooks
after insert on zoom.webhook_events
referencing new table as new_rows
for each statement execute function zoom.notify_webhooks();

create table zoom.webhook_sessions (
    account_id text not null,
    session_uuid text not null,
    webinar_id bigint not null,
    started_at timestamptz,
    ended_at timestamptz,
    is_practice boolean,
    end_event_at timestamptz,
    primary key (account_id, session_uuid)
);
create index on zoom.webhook_sessions (account_id, webinar_id);
comment on table zoom.webhook_sessions is 'What webhooks told of sessions';
comment on column zoom.webhook_sessions.is_practice is
'It ended as a practice session, which no reading tells; null: nobody told its end';
comment on column zoom.webhook_sessions.end_event_at is
'By Zoom, when it told the end: an earlier telling of the same session says nothing more';

create table zoom.webhook_cancellations (
    account_id text not null,
    webinar_id bigint not null,
    registrant_id text not null,
    cancelled_at timestamptz not null,
    primary key (account_id, webinar_id, registrant_id, cancelled_at)
);
comment on table zoom.webhook_cancellations is
'When registrations were cancelled, by webhooks: readings tell only between which two of them';
