-- depends: 0003.settings 0008.views

-- What could never match anything goes, so that the constraints hold; settings.history keeps it.
delete from settings.excluded_host_domains
where domain !~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$';
delete from settings.excluded_contact_domains
where domain !~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$';
delete from settings.webinars
where webinar_id <= 0 or account_id !~ '^[^\s@]+$';
delete from settings.hosts
where account_id !~ '^[^\s@]+$' or host_id !~ '^[^\s@]+$';
update settings.sync set property_cutoff = null
where property_cutoff > date '2100-01-01';
update settings.sync set property_cutoff = date '2000-01-01'
where property_cutoff < date '2000-01-01';

alter table settings.excluded_host_domains
drop constraint excluded_host_domains_domain_check,
add constraint is_lower_case check (domain = lower(domain)),
add constraint is_domain check (domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$');
comment on column settings.excluded_host_domains.domain is
'As in example.com: lower case, no @, no leading dot, no http://, no *';
alter table settings.excluded_contact_domains
drop constraint excluded_contact_domains_domain_check,
add constraint is_lower_case check (domain = lower(domain)),
add constraint is_domain check (domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$');
comment on column settings.excluded_contact_domains.domain is
'As in example.com: lower case, no @, no leading dot, no http://, no *';
alter table settings.webinars
add constraint is_account_id check (account_id ~ '^[^\s@]+$'),
add constraint is_webinar_id check (webinar_id > 0);
alter table settings.hosts
add constraint is_account_id check (account_id ~ '^[^\s@]+$'),
add constraint is_host_id check (host_id ~ '^[^\s@]+$');
alter table settings.sync
add constraint is_sensible_day check (
    property_cutoff between date '2000-01-01' and date '2100-01-01'
);
comment on column settings.sync.sync_webinars is
'Off: no webinar is synced, whatever the hosts'' and the webinars'' own settings say';
comment on column settings.sync.recordings is
'Recordings and transcripts of no hosts, of some (settings.hosts.recordings), or of all';
comment on column settings.hosts.sync_new_webinars is
'Whether the host''s webinars are synced unless they have a setting of their own';

create or replace function settings.record_change() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and old is not distinct from new then
        return null;
    end if;
    insert into settings.history (changed_by, table_name, old_row, new_row)
    values (
        coalesce(nullif(current_setting('webinar_sync.changed_by', true), ''), current_user),
        tg_table_name,
        to_jsonb(old),
        to_jsonb(new)
    );
    return null;
end
$$;
comment on column settings.history.changed_by is
'webinar_sync.changed_by of the transaction, where it was set: who asked; else the database role';

create function settings.refuse_change() returns trigger
language plpgsql
as $$
begin
    raise exception '%', tg_argv[0];
end
$$;

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
create trigger refuse_truncate before truncate on settings.erased_people
for each statement execute function settings.refuse_change(
    'truncate leaves no history: delete the rows instead'
);

-- The host is who the account's users say; a webinar that expired before it was ever read has no
-- host id, only the address of its last session's host, and an empty address is none.
create or replace view settings.webinar_exclusions as
select
    webinar.account_id,
    webinar.webinar_id,
    case
        when
            not sync.sync_webinars
            or not coalesce(one.is_synced, host.sync_new_webinars, true)
            then 'sync_off'
        when exists (
            select 1
            from settings.excluded_host_domains as excluded
            where
                excluded.applies_to = 'webinars'
                and settings.in_domain(webinar.address, excluded.domain)
        ) then 'host_domain_excluded'
        else 'zoom_events'
    end as code
from (
    select
        found.account_id,
        found.webinar_id,
        coalesce(nullif(found.host_id, ''), namesake.user_id) as host_id,
        coalesce(found.is_events_webinar, false) as is_events_webinar,
        coalesce(nullif(lower(trim(owner.email)), ''), written.address) as address
    from zoom.webinars as found
    left join lateral (
        select lower(trim(coalesce(nullif(found.host_email, ''), (
            select nullif(session.host_email, '')
            from zoom.sessions as session
            where session.account_id = found.account_id and session.webinar_id = found.webinar_id
            order by session.started_at desc
            limit 1
        )))) as address
    ) as written on true
    left join zoom.users as owner
        on owner.account_id = found.account_id and owner.user_id = found.host_id
    left join lateral (
        select known.user_id
        from zoom.users as known
        where
            nullif(found.host_id, '') is null
            and known.account_id = found.account_id
            and lower(trim(known.email)) = written.address
        order by known.is_active desc, known.user_id asc
        limit 1
    ) as namesake on true
) as webinar
cross join settings.sync as sync
left join settings.webinars as one
    on one.account_id = webinar.account_id and one.webinar_id = webinar.webinar_id
left join settings.hosts as host
    on host.account_id = webinar.account_id and host.host_id = webinar.host_id
where
    not sync.sync_webinars
    or not coalesce(one.is_synced, host.sync_new_webinars, true)
    or webinar.is_events_webinar
    or exists (
        select 1
        from settings.excluded_host_domains as excluded
        where
            excluded.applies_to = 'webinars'
            and settings.in_domain(webinar.address, excluded.domain)
    );
