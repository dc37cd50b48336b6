-- depends: 0002.zoom 0007.sync 0008.views
create table zoom.extractions (
    extraction bigint generated always as identity primary key,
    account_id text not null,
    purpose text not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    run_id text not null
);
comment on table zoom.extractions is
'Each time an account was read; one that was stopped is gone on with by the next like it';
comment on column zoom.extractions.purpose is
'full: the nightly reading; light: the hourly one; else the window and webinars asked for';
comment on column zoom.extractions.ended_at is
'When what it read was in marts; null: under way, or stopped before';
create index on zoom.extractions (account_id, purpose) where ended_at is null;

alter table zoom.readings add column extraction bigint not null default 0;
comment on column zoom.readings.extraction is
'The extraction that landed it: one that is gone on with does not ask again for what it has';
comment on column zoom.readings.kind is
'users, host, history (its object_key: the stretch of time), webinar, panelists, registrants, '
'participants';

create table zoom.refusals (
    account_id text not null,
    object_kind text not null,
    object_key text not null,
    attempts int not null,
    next_attempt_at timestamptz not null,
    run_id text not null,
    primary key (account_id, object_kind, object_key)
);
comment on table zoom.refusals is
'What Zoom refuses to let be read, and when it is asked for again; sessions have their own queue';

alter table zoom.accounts add column is_discovered boolean not null default false;
comment on column zoom.accounts.is_discovered is
'Its users, hosts and webinars to come have been read once, so that a window needs its own only';
alter table zoom.accounts add column known_history tstzmultirange not null default '{}';
comment on column zoom.accounts.known_history is
'The stretches of time whose sessions are known: read, and held against the contract';
-- Up to now only scheduled runs were remembered, which leave no gap.
update zoom.accounts
set
    is_discovered = true,
    known_history = tstzmultirange(tstzrange(null, history_read_until))
where history_read_until is not null;
delete from zoom.readings
where kind = 'history';
-- Rows without a UUID were keyed by their place, which another listing has for another row.
delete from sync.rejected_rows
where source = 'sessions' and row_key like '#%';
delete from zoom.history
where row_key like '#%';
comment on column zoom.history.row_key is
'The session''s UUID; # and a digest of account and row where it has none';

create view sync.readings_to_check as
select
    reading.account_id,
    sync.source_of(reading.kind) as source,
    reading.object_key,
    reading.webinar_id,
    reading.digest
from zoom.readings as reading
where
    reading.checked_digest is distinct from reading.digest
    and sync.source_of(reading.kind) is not null
    and not reading.must_repeat;
comment on view sync.readings_to_check is
'What landed and has not been held against the contracts; what broke one waits to be read again';

create or replace view sync.webinars_to_load as
select
    webinar.account_id,
    webinar.webinar_id
from zoom.webinars as webinar
inner join zoom.accounts as account on account.account_id = webinar.account_id
cross join sync.state as state
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join sync.outcomes as outcome
    on
        outcome.account_id = webinar.account_id
        and outcome.webinar_id = webinar.webinar_id
        and outcome.occurrence_key = ''
        and outcome.subject = 'webinar'
where not exists (
    select 1
    from sync.unchecked_readings as unchecked
    where unchecked.account_id = webinar.account_id and unchecked.webinar_id = webinar.webinar_id
)
and (
    state.loaded_settings is null
    or exclusion.code is distinct from outcome.code
    or exists (
        select 1
        from zoom.readings as reading
        where
            reading.account_id = webinar.account_id
            and reading.webinar_id = webinar.webinar_id
            and reading.loaded_digest is distinct from reading.digest
    )
    or exists (
        select 1
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
            and session.loaded_state is distinct from session.state
    )
    or exists (
        select 1
        from marts.marketing_events as event
        where
            event.account_id = webinar.account_id
            and event.webinar_id = webinar.webinar_id
            and event.status = 'scheduled'
            and account.known_history
            @> tstzrange(event.scheduled_at, event.scheduled_end_at + interval '24 hours')
    )
);

create view sync.obsolete_objects as
select
    webinar.account_id,
    kinds.object_kind,
    webinar.account_id || ' ' || webinar.webinar_id as object_key
from zoom.webinars as webinar
cross join (values ('panelists'), ('registrants')) as kinds (object_kind)
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
where
    exclusion.code is not null
    or webinar.gone_at is not null
    or (kinds.object_kind = 'registrants' and webinar.approval_type = 2)
union all
select
    session.account_id,
    'session' as object_kind,
    session.session_uuid as object_key
from zoom.sessions as session
inner join settings.webinar_exclusions as exclusion
    on exclusion.account_id = session.account_id and exclusion.webinar_id = session.webinar_id;
comment on view sync.obsolete_objects is
'What is no longer asked for, by its key in sync.errors: of webinars that are gone, or left out';
