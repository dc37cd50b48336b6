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
create index on sync.outcomes (
    (reverse(split_part(email, '@', -1)) collate "C")
) where email is not null;

create table sync.webinars_to_load (
    version bigint generated always as identity primary key,
    account_id text not null,
    webinar_id bigint not null,
    reason text not null,
    due_at timestamptz,
    marked_at timestamptz not null default now()
);
comment on table sync.webinars_to_load is
'The queue of the load: marks of webinars whose marts are to be computed anew. A load deletes the '
'marks that it saw, by their version, so that what is marked meanwhile is loaded by the next';
comment on column sync.webinars_to_load.reason is
'The table whose rows changed; what changed that concerns it (sync.changes); or time: by then '
'something in it changes with no new data';
comment on column sync.webinars_to_load.due_at is
'Not before the account''s history is read up to then; null: at once';
create index on sync.webinars_to_load (account_id, webinar_id);

create table sync.changes (
    version bigint generated always as identity primary key,
    kind text not null check (kind in (
        'address', 'contact_domain', 'secondary_addresses', 'zoom_user',
        'host', 'host_address', 'host_domain', 'excluded_webinars', 'everything', 'contacts'
    )),
    account_id text,
    value text,
    changed_at timestamptz not null default now()
);
comment on table sync.changes is
'What changed about people, hosts and settings: the next load finds out which webinars it '
'concerns, when no other load is under way whose people it would not see';
comment on column sync.changes.value is
'The address, domain, user id or digest that the kind is about; null where it is about none';
create index on sync.changes (kind);

create table sync.loaded_webinars (
    account_id text not null,
    webinar_id bigint not null,
    is_complete boolean not null,
    connections int not null,
    rejected int not null,
    accounted int not null,
    registrations int not null,
    registrations_accounted int not null,
    participations int not null,
    run_id text not null,
    primary key (account_id, webinar_id)
);
comment on table sync.loaded_webinars is
'What the last load of each webinar came to: running totals, so that nobody counts all of history';
comment on column sync.loaded_webinars.is_complete is
'False: loaded after something of it was refused for a day; its detail, panelists or registrants '
'are missing';
comment on column sync.loaded_webinars.accounted is
'Connections that sync.outcomes accounts for; with those rejected, all of them';
create index on sync.loaded_webinars (run_id);
create index on sync.loaded_webinars (account_id) where not is_complete;

create table sync.loaded_outcomes (
    account_id text not null,
    webinar_id bigint not null,
    code text not null,
    registrations int not null,
    attendances int not null,
    webinars int not null,
    connections int not null,
    run_id text not null,
    primary key (account_id, webinar_id, code)
);
comment on table sync.loaded_outcomes is 'The ledger of each webinar in numbers, by code';

create table sync.row_counts (
    table_name text primary key,
    row_count bigint not null default 0
);
comment on table sync.row_counts is
'How many rows large tables have: triggers keep it, so that no report counts them';
insert into sync.row_counts (table_name) values ('marts.contacts');

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
create index on sync.rejected_rows (source, account_id, object_key);
create index on sync.rejected_rows (run_id);
create index on sync.rejected_rows (lower(btrim("row" ->> 'email')));
create index on sync.rejected_rows (lower(btrim("row" ->> 'user_email')));
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
create index on sync.validations (run_id, success);
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
comment on column sync.errors.first_seen_at is
'Since when it is open; a gap of up to six hours in which it was cleared does not count';
comment on column sync.errors.resources is
'How many resources it concerns: where all of a kind are refused for one cause, it is one error';
create index on sync.errors (first_seen_at) where cleared_at is null;
create index on sync.errors (run_id);

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
create index on sync.runs (dag_id, ended_at);
create index on sync.runs (dag_id, started_at);
create index on sync.runs (started_at);

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

create table sync.progress (
    run_id text not null,
    account_id text not null,
    step text not null,
    done int not null,
    left_over int,
    unit text not null,
    waits_for text,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (run_id, account_id, step)
);
comment on table sync.progress is
'How far a step is that is under way and takes longer than ten seconds; written every ten seconds, '
'and deleted when the step ends';
comment on column sync.progress.account_id is 'The Zoom account; empty where it is about none';
comment on column sync.progress.left_over is
'How much is left, as far as is known by now; null: nobody knows';
comment on column sync.progress.unit is 'What is counted, such as webinars';
comment on column sync.progress.waits_for is 'What it waits for, in words; null: for nothing';
comment on column sync.progress.changed_at is
'When it was last written: if that is minutes ago, the step was stopped';

create table sync.alerts (
    receiver text not null,
    kind text not null
    check (kind in ('run_failed', 'run_late', 'connection', 'error_open', 'held')),
    subject text not null,
    object_key text not null,
    since_at timestamptz not null,
    message text not null,
    remedy text not null,
    page text not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    sent_at timestamptz,
    run_id text not null,
    primary key (receiver, kind, subject, object_key, since_at)
);
comment on table sync.alerts is
'What the receivers of alerts hear, each trouble once: a row is written before it is sent, so that '
'a receiver that does not answer hears of it later';
comment on column sync.alerts.receiver is 'A digest of the address at which alerts are received';
comment on column sync.alerts.subject is
'What is sent together, and to each receiver at most once a day';
comment on column sync.alerts.since_at is 'When the trouble began: another time is another trouble';
comment on column sync.alerts.page is
'The page that explains it: its address below that of all pages';
comment on column sync.alerts.sent_at is 'When the receiver accepted it; null: it is to be sent';

create table sync.alert_receivers (
    receiver text primary key,
    failures int not null,
    next_attempt_at timestamptz not null,
    run_id text not null
);
comment on table sync.alert_receivers is
'Receivers of alerts that did not answer, and when they are tried again';
comment on column sync.alert_receivers.failures is 'Attempts that failed, one after the other';

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
    load_number bigint not null default 0
);
comment on table sync.state is 'One row: what the sync must remember about itself';
comment on column sync.state.contact_salt is
'Makes contact ids that cannot be turned back into addresses';
comment on column sync.state.load_number is
'Of the latest load: it names the staging tables';
insert into sync.state (contact_salt) values (replace(gen_random_uuid()::text, '-', ''));

create table sync.codes (
    code text primary key,
    meaning text not null,
    what_changes_it text not null
);
comment on table sync.codes is 'What each code of the ledger means, in words for everybody';

-- Who changes a row marks the webinars that it concerns, in the same transaction.
do $migration$
begin
    perform
        sync.watch(
            watched.table_name,
            format(
                'insert into sync.webinars_to_load (account_id, webinar_id, reason) '
                'select distinct account_id, webinar_id, %L from changed',
                watched.table_name
            ),
            variadic watched.ignored
        )
    from (
        values
        ('zoom.webinars', array['first_seen_at']),
        ('zoom.announced_starts', array['last_read_at', 'occurrence_key']),
        ('zoom.staff', array['payload']),
        ('zoom.registrants', array[]::text []),
        (
            'zoom.sessions',
            array[
                'people_counted', 'people_read', 'read_from', 'report_digest', 'same_since',
                'attempts', 'next_attempt_at', 'occurrence_key', 'is_placement_final',
                'is_practice', 'polls_due_at', 'questions_due_at'
            ]
        ),
        ('zoom.recordings', array['is_cleaned', 'payload']),
        ('zoom.transcripts', array['file_size', 'read_at']),
        ('zoom.polls', array[]::text []),
        ('zoom.questions', array[]::text []),
        ('zoom.registrant_sources', array[]::text []),
        ('registration.last_links', array['registered_at'])
    ) as watched (table_name, ignored);

    -- What webhooks alone tell: that a session was a practice, and when somebody cancelled. The start
    -- and the end of a session are read.
    perform sync.watch('zoom.webhook_sessions', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, 'zoom.webhook_sessions'
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
        where changed.is_practice
    $$, 'started_at', 'ended_at', 'end_event_at');

    perform sync.watch('zoom.webhook_cancellations', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, 'zoom.webhook_cancellations'
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
    $$);

    perform sync.watch('zoom.connections', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, 'zoom.connections'
        from (select distinct account_id, session_uuid from changed) as report
        inner join zoom.sessions as session
            on
                session.account_id = report.account_id
                and session.session_uuid = report.session_uuid
    $$);

    perform sync.watch('sync.rejected_rows', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, 'sync.rejected_rows'
        from changed
        inner join zoom.sessions as session
            on
                session.account_id = changed.account_id
                and session.session_uuid = changed.object_key
        where changed.source = 'participants'
        union
        select changed.account_id, cast(changed.object_key as bigint), 'sync.rejected_rows'
        from changed
        where changed.source = 'registrants'
    $$);

    -- The first listing of somebody says that an excluded webinar was read; what a webinar waited for
    -- in vain completes it.
    perform sync.watch('zoom.readings', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct reading.account_id, reading.webinar_id, 'zoom.readings'
        from (
            select account_id, webinar_id, kind, count(*) = 1 as is_first
            from changed
            where webinar_id is not null
            group by account_id, webinar_id, kind, object_key
        ) as reading
        left join sync.loaded_webinars as loaded
            on loaded.account_id = reading.account_id and loaded.webinar_id = reading.webinar_id
        where
            not loaded.is_complete
            or (reading.is_first and reading.kind in ('registrants', 'participants'))
    $$, 'checked_digest', 'must_repeat', 'extraction');

    perform sync.watch('zoom.accounts', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct event.account_id, event.webinar_id, 'zoom.accounts'
        from zoom.accounts as account
        inner join changed
            on
                changed.account_id = account.account_id
                and changed.known_history <> account.known_history
        cross join lateral (select account.known_history - changed.known_history) as added (history)
        -- One without a session may not have been held, and the registered of one that ended wait
        -- for its scheduled end: all that lie near to what is newly known.
        inner join marts.marketing_events as event
            on
                event.account_id = account.account_id
                and event.status in ('scheduled', 'ended')
                and event.scheduled_at <= upper(added.history)
                and event.scheduled_end_at + interval '48 hours' >= lower(added.history)
        cross join
            lateral (
                values
                (event.scheduled_end_at),
                (event.scheduled_end_at + interval '24 hours'),
                (event.scheduled_at + interval '48 hours')
            ) as decided (at)
        cross join lateral (select tstzrange(event.scheduled_at, decided.at) as stretch) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
        union
        -- An unscheduled session is placed once what surrounds it is known.
        select session.account_id, session.webinar_id, 'zoom.accounts'
        from zoom.accounts as account
        inner join changed
            on
                changed.account_id = account.account_id
                and changed.known_history <> account.known_history
        inner join zoom.sessions as session
            on session.account_id = account.account_id and session.occurrence_key is null
        cross join
            lateral (
                select tstzrange(
                    session.started_at - interval '1 hour', session.ended_at + interval '24 hours'
                ) as stretch
            ) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
    $$, 'brand', 'is_primary', 'is_discovered', 'history_read_until');

    perform sync.watch('zoom.users', $$
        insert into sync.changes (kind, account_id, value)
        select distinct concerned.kind, changed.account_id, concerned.value
        from changed
        cross join
            lateral (
                values
                ('zoom_user', changed.user_id),
                ('host_address', lower(trim(changed.email)))
            ) as concerned (kind, value)
        where concerned.value <> ''
    $$, 'payload');

    -- What HubSpot's mirror and the excluded domains say of an address.
    perform sync.watch('hubspot.contacts', $$
        select hubspot.refresh_address_statuses(array_agg(distinct address.email))
        from changed
        cross join lateral unnest(changed.email || changed.additional_emails) as address (email)
        having count(*) > 0
    $$, 'read_at', 'has_first_name', 'has_last_name', 'properties');

    perform sync.watch('hubspot.users', $$
        select hubspot.refresh_address_statuses(array_agg(distinct changed.email))
        from changed
        having count(*) > 0
    $$, 'read_at', 'missing_since');

    perform sync.watch('hubspot.address_statuses', $$
        insert into sync.changes (kind, value)
        select distinct 'address', address.email
        from changed
        cross join
            lateral (values (changed.email), (changed.primary_email)) as address (email)
        where address.email is not null
    $$);

    perform sync.watch('settings.excluded_contact_domains', $$
        insert into sync.changes (kind, value)
        select 'contact_domain', changed.domain
        from changed
        cross join
            lateral (
                select hubspot.refresh_address_statuses(array(
                    select contact.email
                    from hubspot.contacts as contact
                    where
                        reverse(split_part(contact.email, '@', -1)) collate "C"
                        = reverse(changed.domain)
                        or (
                            reverse(split_part(contact.email, '@', -1)) collate "C"
                            >= reverse(changed.domain) || '.'
                            and reverse(split_part(contact.email, '@', -1)) collate "C"
                            < reverse(changed.domain) || '/'
                        )
                    union
                    select additional.email
                    from hubspot.contacts as contact
                    cross join lateral unnest(contact.additional_emails) as additional (email)
                    where
                        contact.additional_emails <> '{}'
                        and settings.in_domain(additional.email, changed.domain)
                ))
            ) as refreshed
    $$);

    perform sync.watch('settings.excluded_host_domains', $$
        insert into sync.changes (kind, value)
        select 'host_domain', changed.domain
        from changed
        where changed.applies_to = 'webinars'
    $$);

    perform sync.watch('settings.hosts', $$
        insert into sync.changes (kind, account_id, value)
        select distinct 'host', changed.account_id, changed.host_id
        from changed
    $$, 'recordings');

    -- What decides whose recordings are shown: those that there are are few.
    perform
        sync.watch(
            watched.table_name,
            'insert into sync.webinars_to_load (account_id, webinar_id, reason) '
            'select distinct recording.account_id, recording.webinar_id, ''recordings'' '
            'from zoom.recordings as recording where exists (select 1 from changed)'
            || watched.further_condition,
            variadic watched.ignored
        )
    from (
        values
        ('settings.hosts', '', array['sync_new_webinars']),
        (
            'settings.excluded_host_domains',
            ' and (select bool_or(changed.applies_to = ''recordings'') from changed)',
            array[]::text []
        ),
        (
            'settings.sync',
            ' and (select count(distinct (changed.recordings, changed.on_exclude)) from changed) > 1',
            array[]::text []
        )
    ) as watched (table_name, further_condition, ignored);

    perform sync.watch('settings.webinars', $$
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, 'settings.webinars'
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
    $$);

    -- Each setting that decides what is computed, and whom it concerns.
    perform sync.watch('settings.sync', $$
        insert into sync.changes (kind)
        select 'everything'
        from changed
        having
            count(distinct changed.sync_webinars) > 1
            or count(distinct changed.polls) > 1
            or count(distinct changed.questions) > 1
            or count(distinct changed.registration_answers) > 1
            or count(distinct changed.registration_sources) > 1
        union all
        select 'excluded_webinars'
        from changed
        having count(distinct changed.on_exclude) > 1
        union all
        select 'secondary_addresses'
        from changed
        having count(distinct changed.match_secondary_emails) > 1
        union all
        select 'contacts'
        from changed
        having count(distinct coalesce(changed.property_cutoff, 'infinity')) > 1
    $$);

    perform sync.watch_row_count('marts.contacts');

    -- Of whom marts, or what HubSpot acknowledged, changed: see hubspot.people_to_compare. The views
    -- hubspot.…_to_send have nobody else, so whatever decides who is in them is watched here.
    perform hubspot.watch_people(watched.table_name)
    from (
        values
        ('marts.contacts'),
        ('marts.participations'),
        ('marts.timeline_events'),
        ('hubspot.sent_contacts'),
        ('hubspot.sent_participations'),
        ('hubspot.sent_custom_events'),
        ('hubspot.sent_answers'),
        ('marts.registration_answers')
    ) as watched (table_name);
    perform sync.watch(
        'settings.question_properties', 'select hubspot.mark_everybody() from changed limit 1'
    );

    perform sync.watch('hubspot.contacts', $$
        insert into hubspot.people_to_compare (email)
        select distinct changed.email
        from changed
        where hubspot.is_followed()
    $$, 'read_at', 'has_first_name', 'has_last_name', 'properties', 'additional_emails');

    perform
        sync.watch(
            watched.table_name,
            format(
                'insert into hubspot.people_to_compare (email) '
                'select distinct person.email '
                'from changed as event '
                'cross join lateral ('
                'select email from marts.participations as participation '
                'where (participation.account_id, participation.webinar_id,'
                ' participation.occurrence_key)'
                ' = (event.account_id, event.webinar_id, event.occurrence_key) '
                'union all '
                'select email from hubspot.sent_participations as sent '
                'where (sent.account_id, sent.webinar_id, sent.occurrence_key)'
                ' = (event.account_id, event.webinar_id, event.occurrence_key)'
                ') as person '
                'where hubspot.is_followed()%s',
                watched.further_condition
            ),
            variadic watched.ignored
        )
    from (
        values
        (
            'marts.marketing_events', '',
            array[
                'topic', 'host_email', 'status', 'scheduled_at', 'started_at', 'length_seconds',
                'registrations', 'cancellations', 'attendances', 'no_shows', 'late_registrations',
                'anonymous_attendances', 'erased_registrations', 'erased_attendances'
            ]
        ),
        (
            'hubspot.sent_events', '',
            array[
                'event_name', 'organizer', 'starts_at', 'completed_ends_at', 'completed_at',
                'is_to_complete_again', 'is_cancelled', 'is_born_cancelled', 'external_id',
                'recording_url', 'recording_seconds', 'transcript_url'
            ]
        ),
        -- What the gate holds differs; custom events alone are not there while it does.
        (
            'hubspot.held_events', ' and (select custom_events from settings.sync)',
            array['reason']
        )
    ) as watched (table_name, further_condition, ignored);

    -- Of which accounts anything is sent at all, and whether anything is.
    perform sync.watch(
        'hubspot.zoom_accounts', 'select hubspot.mark_everybody() from changed limit 1'
    );
    perform sync.watch(
        'hubspot.portal', 'select hubspot.mark_everybody() from changed limit 1',
        'time_zone', 'connection_sha256', 'warehouse_id', 'pushes', 'mark_tokens',
        'claimed_run_id', 'claimed_at', 'obstacle', 'obstacle_run_id', 'events_listed_at',
        'properties', 'event_types'
    );
    perform sync.watch('hubspot.connected', $$
        select hubspot.mark_everybody()
        from changed
        where not exists (select 1 from hubspot.portal)
        limit 1
    $$);
    perform sync.watch('settings.sync', $$
        select hubspot.mark_everybody()
        from changed
        having count(distinct changed.custom_events) > 1
    $$);
end
$migration$;
