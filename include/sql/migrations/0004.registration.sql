-- The registration action: what workflows and people ask for, and what became of it.
create table registration.requests (
    request_key text primary key,
    source text not null check (source in ('workflow', 'by_hand')),
    action text not null check (action in ('add', 'remove')),
    webinar text not null,
    requested_id text generated always as (
        regexp_replace(webinar, '[\s\u2010-\u2015-]', '', 'g')
    ) stored,
    email text not null,
    first_name text not null,
    last_name text not null,
    portal_id bigint,
    workflow_id text,
    hubspot_contact_id bigint,
    contact_id bigint,
    asked_at timestamptz not null default now(),
    received_at timestamptz not null default now(),
    expires_at timestamptz,
    not_before timestamptz not null default now(),
    deferrals int not null default 0,
    deferral_reason text,
    limited_until timestamptz,
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
    is_erased boolean not null default false,
    run_id text,
    check ((code is null) = (decided_at is null))
);
create index on registration.requests (not_before) where code is null;
create index on registration.requests (next_answer_at)
where code is not null and answered_at is null and not is_expired;
create index on registration.requests (decided_at);
create index on registration.requests (asked_at);
create index on registration.requests (requested_id, lower(btrim(email)));
create index on registration.requests (lower(btrim(email))) where limited_until is not null;
comment on table registration.requests is
'The inbox: one row for each time that a workflow or somebody asks to add a contact to a webinar, '
'or to remove it, and what became of it';
comment on column registration.requests.request_key is
'HubSpot''s callback id; for those by hand, the run, webinar and contact';
comment on column registration.requests.webinar is 'The webinar''s id as it was requested';
comment on column registration.requests.requested_id is
'The webinar''s id less spaces and dashes, as the action reads it';
comment on column registration.requests.asked_at is
'When HubSpot first sent the request, by its signature; else when it was received. Of a person''s '
'requests to be added to a webinar and to be removed the one that was asked last holds';
comment on column registration.requests.contact_id is 'Of marts.contacts, for those by hand';
comment on column registration.requests.expires_at is
'Until then the workflow waits for an answer; null: nobody does';
comment on column registration.requests.not_before is
'Deferred until then: by the limit of three a day, or because Zoom did not answer';
comment on column registration.requests.limited_until is
'By the limit of three a day: until then Zoom adds the person to no webinar; by Zoom''s clock';
comment on column registration.requests.sent_at is
'By Zoom''s clock, when it was sent to Zoom; with no code yet, Zoom''s answer is not known';
comment on column registration.requests.code is 'What became of it; null: nothing yet';
comment on column registration.requests.decided_by is 'The run that decided it';
comment on column registration.requests.delivered_at is 'When HubSpot last delivered it';
comment on column registration.requests.answered_at is 'When HubSpot took the answer';
comment on column registration.requests.is_expired is
'The workflow went on before HubSpot could be answered';

comment on column registration.requests.is_erased is
'The person asked to be forgotten: name, address and ids were taken out';

create trigger notify_requests
after insert on registration.requests
for each statement execute function registration.notify_requests();

create table registration.results (
    account_id text not null,
    webinar_id bigint not null,
    email text not null,
    registrant_id text not null,
    join_url text not null,
    registered_at timestamptz not null,
    run_id text not null,
    primary key (account_id, webinar_id, email, registrant_id)
);
create index on registration.results (email);
create index on registration.results (registered_at);
comment on table registration.results is
'Contacts that the registration action added to a webinar, with the join URL that Zoom answered; '
'kept as long as requests are';
comment on column registration.results.join_url is
'The contact''s own link; goes to the workflow, to registration.last_links, and nowhere else';

create table registration.last_links (
    email text primary key,
    account_id text not null,
    webinar_id bigint not null,
    join_url text not null,
    registered_at timestamptz not null,
    run_id text not null
);
comment on table registration.last_links is
'The link with which the registration action last added each contact to a webinar; stays when '
'requests and results are forgotten';
comment on column registration.last_links.join_url is
'The contact''s own link; goes to marts.contacts.last_registered_url and nowhere else';

create table registration.signatures (
    portal_id bigint primary key,
    v3_seen_at timestamptz not null default now()
);
comment on table registration.signatures is
'HubSpot accounts whose requests were signed with v3: from then on v2 is refused';

create trigger forget_registrations
after insert on settings.erased_people
for each statement execute function registration.follow_erasure();
create trigger refuse_erased
before insert or update on registration.results
for each row execute function settings.refuse_erased('address', 'email');
create trigger refuse_erased
before insert or update on registration.last_links
for each row execute function settings.refuse_erased('address', 'email');
