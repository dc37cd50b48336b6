-- What the sync did, and what it must remember about itself.
create table sync.watermarks (
    account_id text primary key,
    watermark timestamptz not null,
    run_id text not null
);
comment on table sync.watermarks is
'Up to here the account''s history is in marts; only scheduled runs move it';

create table sync.outcomes (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    subject text not null
    check (subject in ('registration', 'attendance', 'connection', 'webinar')),
    subject_key text not null,
    email text,
    code text not null,
    connections int not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, subject, subject_key)
);
comment on table sync.outcomes is 'The ledger: what became of every registration and connection';
comment on column sync.outcomes.occurrence_key is
'Empty where the subject is of the webinar as a whole';
create index on sync.outcomes (email);

create table sync.rejected_rows (
    source text not null,
    row_key text not null,
    account_id text not null,
    object_key text not null,
    reason text not null,
    row jsonb not null,
    run_id text not null,
    primary key (source, row_key)
);
comment on table sync.rejected_rows is 'Rows that Zoom sent and nobody can use, with the reason';

create table sync.validations (
    run_id text not null,
    account_id text not null,
    suite text not null,
    validated_at timestamptz not null default now(),
    success boolean not null,
    result jsonb not null,
    primary key (run_id, account_id, suite)
);
comment on table sync.validations is
'What Great Expectations found, without values: counts and row keys only';

create table sync.errors (
    object_kind text not null,
    object_key text not null,
    code text not null,
    severity text not null default 'error' check (severity in ('error', 'notice')),
    message text not null,
    remedy text not null,
    resources int not null default 1,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    cleared_at timestamptz,
    run_id text not null,
    primary key (object_kind, object_key, code)
);
comment on table sync.errors is 'What went wrong, in words, and what to do about it';
comment on column sync.errors.severity is 'error: somebody must act, or look; notice: nobody must';
comment on column sync.errors.resources is
'How many resources it concerns: where all of a kind are refused for one cause, it is one error';

create table sync.api_requests (
    run_id text not null,
    api text not null check (api in ('zoom', 'hubspot')),
    account_id text not null,
    label text not null,
    endpoint text not null,
    requests int not null,
    refused int not null,
    primary key (run_id, api, account_id, label, endpoint)
);
comment on table sync.api_requests is 'The requests that a run sent, by API and endpoint';
comment on column sync.api_requests.account_id is 'The Zoom account; empty for HubSpot';
comment on column sync.api_requests.label is 'Zoom''s rate-limit label; empty for HubSpot';
comment on column sync.api_requests.refused is 'Answers 429: too many requests';

create table sync.runs (
    run_id text primary key,
    dag_id text not null,
    run_type text not null,
    window_from timestamptz,
    window_to timestamptz,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    state text not null default 'running' check (state in ('running', 'success', 'failed')),
    message text,
    counts jsonb not null default '{}'
);
comment on table sync.runs is 'Runs, with what each did';

create table sync.run_steps (
    run_id text not null,
    step text not null,
    account_id text not null,
    label text not null,
    state text not null check (state in ('running', 'done', 'skipped', 'failed')),
    message text,
    counts jsonb not null default '{}',
    began_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    primary key (run_id, step, account_id)
);
comment on table sync.run_steps is 'What a run did, step by step, and what stopped it';
comment on column sync.run_steps.changed_at is
'When state was last written: of a run that is done again, later steps are still those of before';
comment on column sync.run_steps.account_id is 'The Zoom account; empty where it is about none';

create table sync.definitions (
    name text primary key,
    place int not null,
    file_digest text not null,
    object_digest text not null
);
comment on table sync.definitions is
'The views and functions that migrate made; one that is as it was left is not made again';
comment on column sync.definitions.place is 'Each stands behind those that it needs';
comment on column sync.definitions.object_digest is
'Of the definition and the comment, as PostgreSQL shows them';

create table sync.state (
    id boolean primary key default true check (id),
    contact_salt text not null,
    loaded_settings text
);
comment on table sync.state is 'One row: what the sync must remember about itself';
comment on column sync.state.contact_salt is
'Makes contact ids that cannot be turned back into addresses';
comment on column sync.state.loaded_settings is 'The settings that marts were last computed with';
insert into sync.state (contact_salt) values (replace(gen_random_uuid()::text, '-', ''));

create table sync.loaded_address_statuses (
    email text primary key,
    primary_email text,
    code text not null
);
comment on table sync.loaded_address_statuses is
'hubspot.address_statuses as marts were last computed with them';

create table sync.codes (
    code text primary key,
    meaning text not null,
    what_changes_it text not null
);
comment on table sync.codes is 'What each code of the ledger means, in words for everybody';
