-- depends: 0001.schemas
create table settings.sync (
    id boolean primary key default true check (id),
    sync_webinars boolean not null default true,
    recordings text not null default 'none' check (recordings in ('none', 'some', 'all')),
    on_exclude text not null default 'keep' check (on_exclude in ('keep', 'withdraw')),
    match_secondary_emails boolean not null default false,
    property_cutoff date
);
comment on table settings.sync is 'What holds for everything: one row';
comment on column settings.sync.on_exclude is
'What was loaded before a webinar was excluded: keep it, or withdraw it from marts';
comment on column settings.sync.property_cutoff is
'Only registrations made and attendances joined before this day 00:00 UTC count in the '
'contact properties; null: all';
insert into settings.sync default values;

create table settings.hosts (
    account_id text not null,
    host_id text not null,
    sync_new_webinars boolean not null default true,
    recordings boolean not null default false,
    primary key (account_id, host_id)
);
comment on table settings.hosts is 'Per host; a host without a row has the defaults';

create table settings.webinars (
    account_id text not null,
    webinar_id bigint not null,
    is_synced boolean not null,
    primary key (account_id, webinar_id)
);
comment on table settings.webinars is 'Per webinar: on or off, whatever its host''s setting says';

create table settings.excluded_host_domains (
    domain text not null check (domain = lower(trim(domain)) and domain like '%_._%'),
    applies_to text not null check (applies_to in ('webinars', 'recordings')),
    primary key (domain, applies_to)
);
comment on table settings.excluded_host_domains is
'Webinars of hosts in these domains, and in their subdomains, are left out';

create table settings.excluded_contact_domains (
    domain text primary key check (domain = lower(trim(domain)) and domain like '%_._%')
);
comment on table settings.excluded_contact_domains is
'People in these domains, and in their subdomains, are left out unless HubSpot already has them';

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

create function settings.record_change() returns trigger
language plpgsql
as $$
begin
    insert into settings.history (table_name, old_row, new_row)
    values (tg_table_name, to_jsonb(old), to_jsonb(new));
    return null;
end
$$;

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
create trigger record_change after insert or update or delete on settings.erased_people
for each row execute function settings.record_change();

create function settings.in_domain(address text, domain text) returns boolean
language sql immutable parallel safe
as $$
select coalesce(
    split_part(address, '@', -1) = domain
    or right(split_part(address, '@', -1), length(domain) + 1) = '.' || domain,
    false
)
$$;
comment on function settings.in_domain is
'Whether an address is in a domain or one of its subdomains; never by a part of a word';
