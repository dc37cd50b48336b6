-- What is synced, and who changed that when.
create table settings.sync (
    id boolean primary key default true check (id),
    sync_webinars boolean not null default true,
    recordings text not null default 'none' check (recordings in ('none', 'some', 'all')),
    on_exclude text not null default 'keep' check (on_exclude in ('keep', 'withdraw')),
    registrations_kept_days int not null default 90
    check (registrations_kept_days between 4 and 3650),
    match_secondary_emails boolean not null default false,
    property_cutoff date,
    contact_properties text not null default 'own' check (contact_properties in ('own', 'native')),
    custom_events boolean not null default false,
    beside_native_app boolean not null default false,
    difference_threshold_percent numeric(5, 2) not null default 1
    check (difference_threshold_percent between 0 and 100),
    push_since date,
    constraint is_sensible_day check (
        property_cutoff between date '2000-01-01' and date '2100-01-01'
        and push_since between date '2000-01-01' and date '2100-01-01'
    )
);
comment on table settings.sync is 'What holds for everything: one row';
comment on column settings.sync.sync_webinars is
'Off: no webinar is synced, whatever the hosts'' and the webinars'' own settings say';
comment on column settings.sync.recordings is
'Recordings and transcripts of no hosts, of some (settings.hosts.recordings), or of all';
comment on column settings.sync.on_exclude is
'What was loaded before a webinar was excluded: keep it, or withdraw it from marts';
comment on column settings.sync.registrations_kept_days is
'What workflows and people asked the registration action for is forgotten after so many days';
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
    is_synced boolean not null,
    primary key (account_id, webinar_id),
    constraint is_account_id check (account_id ~ '^[^\s@]+$'),
    constraint is_webinar_id check (webinar_id > 0)
);
comment on table settings.webinars is 'Per webinar: on or off, whatever its host''s setting says';

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

create table settings.segments (
    name text primary key,
    sql text not null,
    description text not null default '',
    is_kept_as_list boolean not null default false,
    constraint is_name check (name ~ '^[a-z0-9][a-z0-9_-]{0,59}$'),
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

create table settings.erased_people (
    email_sha256 text primary key check (email_sha256 ~ '^[0-9a-f]{64}$'),
    erased_at timestamptz not null default now()
);
comment on table settings.erased_people is
'Who asked to be forgotten: the SHA-256 of the address, trimmed and in lower case, in hex';

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
create trigger record_change after insert or update or delete on settings.segments
for each row execute function settings.record_change();
create trigger record_change after insert or update or delete on settings.erased_people
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
create trigger refuse_truncate before truncate on settings.segments
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
create trigger refuse_truncate before truncate on settings.erased_people
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);
