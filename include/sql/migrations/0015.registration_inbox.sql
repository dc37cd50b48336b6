-- depends: 0005.registration 0012.hubspot_mirror 0014.hubspot_push
-- The registration action: what workflows and people ask for, and what became of it.
create table registration.requests (
    request_key text primary key,
    source text not null check (source in ('workflow', 'by_hand')),
    webinar text not null,
    email text not null,
    first_name text not null,
    last_name text not null,
    portal_id bigint,
    workflow_id text,
    hubspot_contact_id bigint,
    contact_id bigint,
    received_at timestamptz not null default now(),
    expires_at timestamptz,
    not_before timestamptz not null default now(),
    deferrals int not null default 0,
    deferral_reason text,
    sent_at timestamptz,
    code text,
    status text,
    message text,
    account_id text,
    webinar_id bigint,
    registrant_id text,
    decided_at timestamptz,
    decided_by text,
    delivered_at timestamptz not null default now(),
    answered_at timestamptz,
    answer_attempts int not null default 0,
    next_answer_at timestamptz,
    is_expired boolean not null default false,
    run_id text,
    check ((code is null) = (decided_at is null))
);
create index on registration.requests (not_before) where code is null;
create index on registration.requests (next_answer_at)
where code is not null and answered_at is null and not is_expired;
comment on table registration.requests is
'The inbox: one row for each time that a workflow or somebody asks to add a contact to a webinar, '
'and what became of it';
comment on column registration.requests.request_key is
'HubSpot''s callback id; for those by hand, the run, webinar and contact';
comment on column registration.requests.webinar is 'The webinar''s id as it was asked for';
comment on column registration.requests.contact_id is 'Of marts.contacts, for those by hand';
comment on column registration.requests.expires_at is
'Until then the workflow waits for an answer; null: nobody does';
comment on column registration.requests.not_before is
'Put off until then: by the limit of three a day, or because Zoom did not answer';
comment on column registration.requests.sent_at is
'By Zoom''s clock, when Zoom was asked to register; with no code yet, its answer is not known';
comment on column registration.requests.code is 'What became of it; null: nothing yet';
comment on column registration.requests.decided_by is 'The run that decided it';
comment on column registration.requests.delivered_at is 'When HubSpot last asked for it';
comment on column registration.requests.answered_at is 'When HubSpot took the answer';
comment on column registration.requests.is_expired is
'The workflow went on before HubSpot could be answered';

alter table zoom.accounts add column is_primary boolean;
comment on column zoom.accounts.is_primary is
'What its connection says; null where it says nothing, as a single account may';

create function registration.notify_requests() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('registration_requests', '');
    return null;
end;
$$;
create trigger notify_requests
after insert on registration.requests
for each statement execute function registration.notify_requests();

create view registration.due as
select
    request_key,
    'register' as action,
    greatest(received_at, not_before) as since
from registration.requests
where code is null and not_before <= now()
union all
select
    request_key,
    'answer' as action,
    next_answer_at as since
from registration.requests
where
    source = 'workflow'
    and code is not null
    and answered_at is null
    and not is_expired
    and next_answer_at <= now();
comment on view registration.due is 'What the registration action has to do now';

alter table registration.results drop constraint results_pkey;
alter table registration.results
add primary key (account_id, webinar_id, email, registrant_id);
alter table registration.results add column loaded_at timestamptz;
comment on column registration.results.loaded_at is
'The registered_at that marts were last computed with';

-- As before, and: what changed in HubSpot (0012), and links that marts do not know of.
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
    or (webinar.account_id, webinar.webinar_id) in (
        select
            concerned.account_id,
            concerned.webinar_id
        from sync.outcomes as concerned
        inner join sync.address_status_changes as changed on changed.email = concerned.email
    )
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
        from registration.results as result
        where
            result.account_id = webinar.account_id
            and result.webinar_id = webinar.webinar_id
            and result.loaded_at is distinct from result.registered_at
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
