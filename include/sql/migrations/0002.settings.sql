-- What is synced, and who changed that when.
create table settings.sync (
    id boolean primary key default true check (id),
    sync_webinars boolean not null default true,
    recordings text not null default 'none' check (recordings in ('none', 'some', 'all')),
    on_exclude text not null default 'keep' check (on_exclude in ('keep', 'withdraw')),
    registrations_kept_days int not null default 90
    check (registrations_kept_days between 4 and 3650),
    records_kept_days int not null default 400
    check (records_kept_days between 4 and 3650),
    zoom_kept_days int
    check (zoom_kept_days between 240 and 3650),
    match_secondary_emails boolean not null default false,
    property_cutoff date,
    contact_properties text not null default 'own' check (contact_properties in ('own', 'native')),
    custom_events boolean not null default false,
    beside_native_app boolean not null default false,
    difference_threshold_percent numeric(5, 2) not null default 1
    check (difference_threshold_percent between 0 and 100),
    push_since date,
    polls boolean not null default false,
    questions boolean not null default false,
    registration_answers boolean not null default false,
    registration_sources boolean not null default false,
    constraint is_sensible_day check (
        property_cutoff between date '2000-01-01' and date '2100-01-01'
        and push_since between date '2000-01-01' and date '2100-01-01'
    )
);
comment on table settings.sync is 'What holds for everything: one row';
comment on column settings.sync.sync_webinars is
'Off: no webinar is synced, whatever the hosts'' and the webinars'' own settings say';
comment on column settings.sync.recordings is
'Recordings and transcripts of no hosts, of some (settings.hosts.recordings), or of all; '
'a webinar''s own switch (settings.webinars.recordings) goes before';
comment on column settings.sync.on_exclude is
'What was loaded before a webinar was excluded: keep it, or withdraw it from marts';
comment on column settings.sync.registrations_kept_days is
'What workflows and people asked the registration action for is forgotten after so many days';
comment on column settings.sync.records_kept_days is
'What runs recorded of themselves is forgotten after so many days: runs and their steps, requests, '
'validations, errors and differences that are cleared';
comment on column settings.sync.zoom_kept_days is
'What Zoom sent of the people of a webinar is forgotten so many days after it ended, and the '
'webinar is frozen: its rows of marts stay; null: never. At least what Zoom keeps (183 days), and '
'the nights that look for late registrations';
comment on column settings.sync.property_cutoff is
'Only registrations made and attendances joined before this day 00:00 UTC count in the '
'contact properties; null: all';
comment on column settings.sync.contact_properties is
'Which HubSpot properties are written: own ones, or those of HubSpot''s own Zoom app where it '
'lets them be written';
comment on column settings.sync.custom_events is
'Whether registrations, attendances and recordings are sent as custom events, too';
comment on column settings.sync.beside_native_app is
'Whether a marketing event is made of a webinar of which HubSpot''s own Zoom app made one, too';
comment on column settings.sync.difference_threshold_percent is
'More participations than this many in a hundred that differ in HubSpot fail the reconciliation';
comment on column settings.sync.push_since is
'HubSpot is sent what ended on this day, 00:00 UTC, or later, and older things only by a run that '
'asks for history; null: the day on which HubSpot was first connected';
comment on column settings.sync.polls is
'Whether answers to polls are read, and stand in marts.poll_answers';
comment on column settings.sync.questions is
'Whether questions that the audience asks are read, and stand in marts.questions';
comment on column settings.sync.registration_sources is
'Whether it is read from which tracking source people registered: marts.registration_sources';
comment on column settings.sync.registration_answers is
'Whether answers to the custom questions of registration forms stand in marts.registration_answers';
insert into settings.sync default values;

create table settings.hosts (
    account_id text not null,
    host_id text not null,
    sync_new_webinars boolean not null default true,
    recordings boolean not null default false,
    primary key (account_id, host_id),
    constraint is_account_id check (account_id ~ '^[^\s@]+$'),
    constraint is_host_id check (host_id ~ '^[^\s@]+$')
);
comment on table settings.hosts is 'Per host; a host without a row has the defaults';
comment on column settings.hosts.sync_new_webinars is
'Whether the host''s webinars are synced unless they have a setting of their own';

create table settings.webinars (
    account_id text not null,
    webinar_id bigint not null,
    is_synced boolean,
    recordings boolean,
    primary key (account_id, webinar_id),
    constraint is_account_id check (account_id ~ '^[^\s@]+$'),
    constraint is_webinar_id check (webinar_id > 0)
);
comment on table settings.webinars is
'Per webinar: on or off, whatever its host''s setting says; null: as the host''s says';
comment on column settings.webinars.recordings is
'Whether its recordings and transcripts are read, also where settings.sync reads those of no hosts';

create table settings.excluded_host_domains (
    domain text not null,
    applies_to text not null check (applies_to in ('webinars', 'recordings')),
    primary key (domain, applies_to),
    constraint is_lower_case check (domain = lower(domain)),
    constraint is_domain check (domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$')
);
comment on table settings.excluded_host_domains is
'Webinars of hosts in these domains, and in their subdomains, are left out';
comment on column settings.excluded_host_domains.domain is
'As in example.com: lower case, no @, no leading dot, no http://, no *';

create table settings.excluded_contact_domains (
    domain text primary key,
    constraint is_lower_case check (domain = lower(domain)),
    constraint is_domain check (domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$')
);
comment on table settings.excluded_contact_domains is
'People in these domains, and in their subdomains, are left out unless HubSpot already has them';
comment on column settings.excluded_contact_domains.domain is
'As in example.com: lower case, no @, no leading dot, no http://, no *';

create table settings.question_properties (
    question text primary key check (question = btrim(question) and question <> ''),
    property text not null check (property ~ '^[a-z][a-z0-9_]{0,99}$'),
    overwrites boolean not null default false,
    constraint is_theirs check (
        property not in ('email', 'firstname', 'lastname', 'hs_object_id', 'hs_legal_basis')
        and property !~ '^(hs_email_|hs_additional_|hs_merged_|webinar_sync_|zoom_webinar_)'
    )
);
comment on table settings.question_properties is
'Custom questions of registration forms whose answers are written to a property of HubSpot''s '
'contacts; nothing else maps a question';
comment on column settings.question_properties.question is 'As it stands in the form';
comment on column settings.question_properties.property is
'HubSpot''s internal name of a property that exists; several questions may have the same';
comment on column settings.question_properties.overwrites is
'Whether an answer replaces what somebody in HubSpot wrote; else it fills empty properties only';

create table settings.segments (
    name text primary key,
    sql text not null,
    description text not null default '',
    is_kept_as_list boolean not null default false,
    constraint is_name check (name ~ '^[a-z0-9][a-z0-9_-]{0,59}$'),
    constraint is_short check (length(sql) <= 10000),
    -- Who asked to be forgotten must not stay in one. Domains, as in '%@example.com', are fine.
    constraint names_nobody check (
        sql !~* '[a-z0-9]@[a-z0-9]' and description !~* '[a-z0-9]@[a-z0-9]'
    )
);
comment on table settings.segments is
'Saved segments of people: each is computed anew by the nightly sync, see marts.segment_members';
comment on column settings.segments.sql is
'One select over tables and views of marts that yields email';
comment on column settings.segments.is_kept_as_list is
'Whether the members are kept as a list in HubSpot, too';

create table settings.erasures (
    erasure_id bigint generated always as identity primary key,
    contact_digest text not null unique,
    in_hubspot boolean not null,
    is_deleted_in_hubspot boolean not null default false,
    person jsonb,
    begun_at timestamptz not null default now(),
    loaded_at timestamptz,
    finished_at timestamptz,
    run_id text not null
);
comment on table settings.erasures is
'Who asked to be forgotten, by numbers alone; one that was stopped is finished by the next run';
comment on column settings.erasures.contact_digest is
'Of the contact_id with which the erasure was asked for: by it the person is taken back';
comment on column settings.erasures.in_hubspot is
'The contact is to be deleted in HubSpot, too: until it is, the erasure is not finished';
comment on column settings.erasures.person is
'Addresses, ids and names that are still to be removed; null once it is finished';
comment on column settings.erasures.loaded_at is 'Since when marts do not have the person';

create table settings.erased_people (
    digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
    erasure_id bigint not null references settings.erasures (erasure_id) on delete cascade,
    kind text not null check (kind in ('address', 'zoom_id', 'hubspot_id', 'name')),
    replacement text not null,
    erased_at timestamptz not null default now()
);
create index on settings.erased_people (erasure_id);
create index on settings.erased_people (replacement) where kind = 'zoom_id';
comment on table settings.erased_people is
'By what who asked to be forgotten is recognised before anything of them lands: HMAC-SHA256 of '
'addresses, of ids, and of names in one webinar';
comment on column settings.erased_people.replacement is
'What stands in its place where a row must stay, so that counts stay right';

create table settings.erasure_key (
    id boolean primary key default true check (id),
    inner_pad bytea not null,
    outer_pad bytea not null
);
comment on table settings.erasure_key is
'The key of settings.erased_people, as HMAC uses it. Keep it apart from dumps of that table: '
'pg_dump --exclude-table-data=settings.erasure_key';
insert into settings.erasure_key (inner_pad, outer_pad)
select
    settings.hmac_pad(secret.bytes, 54) as inner_pad,
    settings.hmac_pad(secret.bytes, 92) as outer_pad
from (
    select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) as bytes
) as secret;

create table settings.history (
    change_id bigint generated always as identity primary key,
    changed_at timestamptz not null default now(),
    changed_by text not null default current_user,
    table_name text not null,
    old_row jsonb,
    new_row jsonb
);
comment on table settings.history is 'Who changed which setting when';
comment on column settings.history.changed_by is
'webinar_sync.changed_by of the transaction, where it was set: who asked; else the database role';

create trigger record_change after insert or update or delete on settings.sync
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.hosts
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.webinars
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.excluded_host_domains
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.excluded_contact_domains
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.question_properties
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.segments
for each row execute function settings.record_change();

-- Without its one row nothing would be excluded any more.
create trigger refuse_delete before delete on settings.sync
for each statement execute function settings.refuse_change(
    'settings.sync has always one row: update it instead'
);
create trigger refuse_truncate before truncate on settings.sync
for each statement execute function settings.refuse_change(
    'settings.sync has always one row: update it instead'
);
create trigger refuse_truncate before truncate on settings.hosts
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.webinars
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.excluded_host_domains
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.excluded_contact_domains
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.question_properties
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.segments
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.erased_people
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
