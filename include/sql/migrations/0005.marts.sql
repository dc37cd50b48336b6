-- What people query.
create table marts.contacts (
    email text primary key,
    contact_id bigint not null unique,
    first_name text,
    last_name text,
    average_attendance_percent numeric(5, 2),
    last_registered_url text,
    registrations_total int not null,
    attendances_total int not null,
    first_activity_at timestamptz,
    last_activity_at timestamptz,
    run_id text not null
);
comment on table marts.contacts is
'People, by primary email address, with the properties that HubSpot gets';
comment on column marts.contacts.average_attendance_percent is
'Mean over the webinars attended of the percent attended; a recurring webinar''s is the '
'mean over its occurrences';
comment on column marts.contacts.last_registered_url is
'The join URL of the webinar that the registration action last added the contact to';
comment on column marts.contacts.registrations_total is
'Distinct webinars with a registration that was approved at some time, cancelled later or not';
comment on column marts.contacts.attendances_total is 'Distinct webinars attended';

create table marts.marketing_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    topic text,
    host_email text,
    status text not null check (status in ('scheduled', 'ended', 'not_held', 'cancelled')),
    scheduled_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    length_seconds int,
    settled_at timestamptz,
    registrations int not null,
    cancellations int not null,
    attendances int not null,
    no_shows int not null,
    late_registrations int not null,
    anonymous_attendances int not null,
    erased_registrations int not null default 0,
    erased_attendances int not null default 0,
    scheduled_end_at timestamptz,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table marts.marketing_events is 'One row for each occurrence of a webinar';
comment on column marts.marketing_events.settled_at is
'When Zoom''s report of every session was final; null until then, and if it cannot be read';
comment on column marts.marketing_events.length_seconds is
'Union of the sessions'' actual start to end, practices left out';
comment on column marts.marketing_events.scheduled_at is
'Null: no date was ever announced for it. Fixed once it was held';
comment on column marts.marketing_events.registrations is
'Participations with registered_at, late ones included';
comment on column marts.marketing_events.late_registrations is
'Registrations made after the last session ended: nobody is a no-show of what was over';
comment on column marts.marketing_events.anonymous_attendances is
'Connections of people without an address, and people with an invalid one';

comment on column marts.marketing_events.erased_registrations is
'Of people who asked to be forgotten; with registrations, all that there were';
comment on column marts.marketing_events.erased_attendances is
'Of people who asked to be forgotten; with attendances, all that there were';

create table marts.registrations (
    account_id text not null,
    webinar_id bigint not null,
    registrant_id text not null,
    email text not null,
    first_name text,
    last_name text,
    registered_at timestamptz not null,
    is_approved boolean not null,
    run_id text not null,
    primary key (account_id, webinar_id, registrant_id)
);
comment on table marts.registrations is
'Registrations that were approved at some time and are synced: what the contact totals count';
comment on column marts.registrations.is_approved is 'False: cancelled since';
create index on marts.registrations (email);

create table marts.participations (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    state text not null check (
        state in ('registered', 'registered_late', 'cancelled', 'attended', 'no_show')
    ),
    registered_at timestamptz,
    cancelled_at timestamptz,
    joined_at timestamptz,
    left_at timestamptz,
    attended_seconds int,
    attendance_percent numeric(5, 2),
    attended_share double precision,
    approved_at timestamptz,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
comment on table marts.participations is 'One person''s state in one occurrence';
comment on column marts.participations.approved_at is
'The first reading that listed the registration as approved, where one before did not: by then a '
'host had approved it; null: approved at first sight';
comment on column marts.participations.attended_share is
'Attended time ÷ length, not rounded: what averages are made of';
create index on marts.participations (email);

create table marts.attendance_connections (
    session_uuid text not null,
    user_id text not null,
    joined_at timestamptz not null,
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text,
    left_at timestamptz not null,
    run_id text not null,
    primary key (session_uuid, user_id, joined_at)
);
comment on table marts.attendance_connections is
'Connections of attendances and of anonymous people, clipped to the session: attendance curves';
create index on marts.attendance_connections (account_id, webinar_id, occurrence_key);

create table marts.recordings (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    recording_id text not null,
    session_uuid text not null,
    topic text,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    length_seconds int not null,
    play_url text,
    available_at timestamptz not null,
    deleted_at timestamptz,
    has_transcript boolean not null,
    transcript_key text,
    transcript_url text,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, recording_id)
);
create index on marts.recordings (account_id, session_uuid, transcript_key);
comment on table marts.recordings is
'Cloud recordings of webinars, as far as the settings ask for them; of practices there are none. A '
'host who pauses the recording makes two';
comment on column marts.recordings.recording_id is
'The session''s UUID and the start of what was recorded of it; it stays';
comment on column marts.recordings.play_url is
'Where Zoom plays it, never where it is downloaded; a passcode may be asked for. Null: deleted';
comment on column marts.recordings.available_at is
'When Zoom was first seen to have it; of one that was there at the first look, its own end';
comment on column marts.recordings.deleted_at is 'When Zoom was seen to have it no longer';
comment on column marts.recordings.transcript_key is 'The file that its transcript is from';
comment on column marts.recordings.transcript_url is
'Where Zoom shows the transcript; null: there is none';

create table marts.poll_answers (
    account_id text not null,
    session_uuid text not null,
    answer_number int not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text,
    poll_id text,
    question text,
    answer text,
    answered_at timestamptz,
    run_id text not null,
    primary key (account_id, session_uuid, answer_number)
);
create index on marts.poll_answers (account_id, webinar_id);
create index on marts.poll_answers (email);
comment on table marts.poll_answers is
'What people answered to polls, of those who have a participation in the occurrence, and of '
'anonymous ones';
comment on column marts.poll_answers.email is 'Null: anonymous';
comment on column marts.poll_answers.answered_at is 'Null: Zoom wrote a time without a zone';

create table marts.questions (
    account_id text not null,
    session_uuid text not null,
    question_number int not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text,
    question_id text,
    question text,
    answer text,
    status text,
    asked_at timestamptz,
    run_id text not null,
    primary key (account_id, session_uuid, question_number)
);
create index on marts.questions (account_id, webinar_id);
create index on marts.questions (email);
comment on table marts.questions is
'What the audience asked, of those who have a participation in the occurrence, and of anonymous '
'ones; and what was answered, by whomever';
comment on column marts.questions.email is 'Null: anonymous';
comment on column marts.questions.status is
'As Zoom says it: default, open, dismissed, answered or deleted';

create table marts.registration_answers (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    question text not null,
    answer text not null,
    answered_at timestamptz not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email, question)
);
create index on marts.registration_answers (email);
comment on table marts.registration_answers is
'What people answered to the custom questions of the registration form, by occurrence: of the '
'registration that marts.participations.registered_at is of';
comment on column marts.registration_answers.answered_at is 'When they registered';

create table marts.registration_sources (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    source text not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
create index on marts.registration_sources (email);
comment on table marts.registration_sources is
'From which of Zoom''s tracking sources people registered, by occurrence; who used none has no row';

create table marts.timeline_events (
    email text not null,
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    kind text not null
    check (kind in ('registered', 'cancelled', 'attended', 'recording_available')),
    occurred_at timestamptz not null,
    webinar_name text,
    joined_at timestamptz,
    left_at timestamptz,
    run_id text not null,
    primary key (email, account_id, webinar_id, occurrence_key, kind)
);
comment on table marts.timeline_events is 'What a contact did, in the order of time';
create index on marts.timeline_events (account_id, webinar_id);

create table marts.segments (
    segment text primary key,
    description text not null,
    members int not null,
    entered int not null,
    departed int not null,
    refreshed_at timestamptz not null default now(),
    run_id text not null
);
comment on table marts.segments is
'Saved segments (settings.segments), as they were last computed';
comment on column marts.segments.entered is 'How many members the last refresh added';
comment on column marts.segments.departed is 'How many members the last refresh removed';
comment on column marts.segments.refreshed_at is
'When it was last computed; one that cannot be computed keeps its members, see sync.errors';

create table marts.segment_members (
    segment text not null,
    email text not null,
    since timestamptz not null default now(),
    run_id text not null,
    primary key (segment, email)
);
create index on marts.segment_members (email);
comment on table marts.segment_members is
'Who was in a saved segment when it was last computed, and since which refresh';
