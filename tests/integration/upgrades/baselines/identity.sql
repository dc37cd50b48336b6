SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET row_security = off;
CREATE SCHEMA hubspot;
CREATE SCHEMA marts;
CREATE SCHEMA registration;
CREATE SCHEMA settings;
CREATE SCHEMA staging;
CREATE SCHEMA sync;
CREATE SCHEMA zoom;
CREATE FUNCTION hubspot.refresh_address_statuses(addresses text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    -- Two at once would each miss what the other is about to commit.
    perform pg_advisory_xact_lock(hashtextextended('address_statuses', 0));
    with known as (
        select
            touched.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from unnest(addresses) as touched (email)
        inner join hubspot.contacts as contact on contact.email = touched.email
        union all
        select
            touched.email,
            contact.email as primary_email,
            contact.is_archived,
            false as is_user
        from unnest(addresses) as touched (email)
        inner join hubspot.contacts as contact
            on contact.additional_emails @> array[touched.email]
        union all
        select
            hubspot_user.email,
            null as primary_email,
            null as is_archived,
            true as is_user
        from hubspot.users as hubspot_user
        where hubspot_user.email = any(addresses)
    ),
    address as (
        select
            known.email,
            bool_or(known.is_user) as is_user,
            coalesce(bool_and(known.is_archived), false) as is_archived,
            min(known.primary_email)
            filter (where not known.is_archived and known.primary_email <> known.email)
                as primary_email
        from known
        group by known.email
    ),
    latest as (
        select
            address.email,
            address.primary_email,
            case
                when address.is_user then 'account_user'
                when address.is_archived then 'deleted_contact'
                when address.primary_email is not null then 'secondary_email'
                else 'known'
            end as code
        from address
        where
            address.is_user
            or address.is_archived
            or address.primary_email is not null
            or exists (
                select 1
                from settings.excluded_contact_domains as excluded
                where settings.in_domain(address.email, excluded.domain)
            )
    ),
    vanished as (
        delete from hubspot.address_statuses as status
        where
            status.email = any(addresses)
            and not exists (
                select 1 from latest
                where latest.email = status.email
            )
    )
    insert into hubspot.address_statuses as status (email, primary_email, code)
    select
        latest.email,
        latest.primary_email,
        latest.code
    from latest
    on conflict (email) do update
        set
            primary_email = excluded.primary_email,
            code = excluded.code
        where (status.primary_email, status.code)
        is distinct from (excluded.primary_email, excluded.code);
end
$$;
CREATE FUNCTION registration.notify_requests() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('registration_requests', '');
    return null;
end;
$$;
CREATE FUNCTION settings.record_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION settings.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', tg_argv[0];
end
$$;
CREATE FUNCTION sync.follow_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
declare
    ignored constant text[] := array['run_id'] || tg_argv[1:];
    source text;
begin
    if tg_op = 'INSERT' then
        source := 'select * from new_rows';
    elsif tg_op = 'DELETE' then
        source := 'select * from old_rows';
    else
        source := format(
            'select (jsonb_populate_record(null::%s, version.fields)).* from ('
            '(select to_jsonb(after) - $1 from new_rows as after'
            ' except select to_jsonb(before) - $1 from old_rows as before)'
            ' union all '
            '(select to_jsonb(before) - $1 from old_rows as before'
            ' except select to_jsonb(after) - $1 from new_rows as after)'
            ') as version (fields)',
            tg_relid::regclass
        );
    end if;
    execute format('with changed as (%s) %s', source, tg_argv[0]) using ignored;
    return null;
end
$_$;
CREATE FUNCTION sync.source_of(kind text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
select case kind
    when 'history' then 'sessions'
    when 'webinar' then 'webinars'
    when 'registrants' then 'registrants'
    when 'participants' then 'participants'
end
$$;
CREATE FUNCTION sync.watch(watched text, consequence text, VARIADIC ignored text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    event text;
begin
    foreach event in array array['insert', 'update', 'delete'] loop
        execute format(
            'create trigger %I after %s on %s referencing %s for each statement '
            'execute function sync.follow_change(%s)',
            'follow_' || event,
            event,
            watched,
            case event
                when 'insert' then 'new table as new_rows'
                when 'delete' then 'old table as old_rows'
                else 'old table as old_rows new table as new_rows'
            end,
            (
                select string_agg(quote_literal(argument), ', ')
                from unnest(consequence || ignored) as argument
            )
        );
    end loop;
end
$$;
CREATE TABLE hubspot.address_statuses (
    email text NOT NULL,
    primary_email text,
    code text NOT NULL,
    CONSTRAINT address_statuses_code_check CHECK ((code = ANY (ARRAY['account_user'::text, 'deleted_contact'::text, 'secondary_email'::text, 'known'::text])))
);
CREATE TABLE hubspot.addresses (
    email text NOT NULL,
    read_at timestamp with time zone NOT NULL,
    archive_read_at timestamp with time zone,
    run_id text NOT NULL
);
CREATE TABLE hubspot.contacts (
    contact_id bigint NOT NULL,
    email text NOT NULL,
    additional_emails text[] DEFAULT '{}'::text[] NOT NULL,
    is_archived boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone NOT NULL,
    run_id text NOT NULL,
    has_first_name boolean DEFAULT false NOT NULL,
    has_last_name boolean DEFAULT false NOT NULL
);
CREATE TABLE hubspot.differences (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    contact_id bigint NOT NULL,
    kind text NOT NULL,
    expected text,
    actual text,
    likely_cause text NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    cleared_at timestamp with time zone,
    run_id text NOT NULL,
    CONSTRAINT differences_kind_check CHECK ((kind = ANY (ARRAY['missing'::text, 'extra'::text, 'merged'::text, 'state'::text, 'time'::text, 'duration'::text, 'event_missing'::text, 'native_event'::text])))
);
CREATE UNLOGGED TABLE hubspot.pace (
    id boolean DEFAULT true NOT NULL,
    next_at timestamp with time zone NOT NULL,
    CONSTRAINT pace_id_check CHECK (id)
);
CREATE TABLE hubspot.portal (
    id boolean DEFAULT true NOT NULL,
    portal_id bigint,
    time_zone text NOT NULL,
    token_sha256 text NOT NULL,
    properties jsonb DEFAULT '{}'::jsonb NOT NULL,
    event_types jsonb DEFAULT '{}'::jsonb NOT NULL,
    run_id text NOT NULL,
    CONSTRAINT portal_id_check CHECK (id)
);
CREATE TABLE hubspot.refusals (
    object_kind text NOT NULL,
    object_key text NOT NULL,
    digest text NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE hubspot.sent_contacts (
    email text NOT NULL,
    contact_id bigint NOT NULL,
    first_name text,
    last_name text,
    average_attendance_percent numeric(5,2),
    last_registered_url text,
    registrations_total integer NOT NULL,
    attendances_total integer NOT NULL,
    is_stale boolean DEFAULT false NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE hubspot.sent_custom_events (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    email text NOT NULL,
    kind text NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE hubspot.sent_events (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    object_id bigint NOT NULL,
    event_name text NOT NULL,
    organizer text NOT NULL,
    starts_at timestamp with time zone,
    completed_starts_at timestamp with time zone,
    completed_ends_at timestamp with time zone,
    is_cancelled boolean DEFAULT false NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE hubspot.sent_participations (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    email text NOT NULL,
    contact_id bigint NOT NULL,
    registered_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    joined_at timestamp with time zone,
    left_at timestamp with time zone,
    registered_sent_at timestamp with time zone,
    attended_sent_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    is_withdrawn boolean DEFAULT false NOT NULL,
    sent_at timestamp with time zone DEFAULT now() NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE hubspot.users (
    user_id text NOT NULL,
    email text NOT NULL,
    read_at timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE marts.attendance_connections (
    session_uuid text NOT NULL,
    user_id text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    email text,
    left_at timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE marts.contacts (
    email text NOT NULL,
    contact_id bigint NOT NULL,
    first_name text,
    last_name text,
    average_attendance_percent numeric(5,2),
    last_registered_url text,
    registrations_total integer NOT NULL,
    attendances_total integer NOT NULL,
    first_activity_at timestamp with time zone,
    last_activity_at timestamp with time zone,
    run_id text NOT NULL
);
CREATE TABLE marts.marketing_events (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    topic text,
    host_email text,
    status text NOT NULL,
    scheduled_at timestamp with time zone,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    length_seconds integer,
    settled_at timestamp with time zone,
    registrations integer NOT NULL,
    cancellations integer NOT NULL,
    attendances integer NOT NULL,
    no_shows integer NOT NULL,
    late_registrations integer NOT NULL,
    anonymous_attendances integer NOT NULL,
    scheduled_end_at timestamp with time zone,
    run_id text NOT NULL,
    CONSTRAINT marketing_events_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'ended'::text, 'not_held'::text, 'cancelled'::text])))
);
CREATE TABLE marts.participations (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    email text NOT NULL,
    state text NOT NULL,
    registered_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    joined_at timestamp with time zone,
    left_at timestamp with time zone,
    attended_seconds integer,
    attendance_percent numeric(5,2),
    attended_share double precision,
    run_id text NOT NULL,
    CONSTRAINT participations_state_check CHECK ((state = ANY (ARRAY['registered'::text, 'registered_late'::text, 'cancelled'::text, 'attended'::text, 'no_show'::text])))
);
CREATE TABLE marts.registrations (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    registrant_id text NOT NULL,
    email text NOT NULL,
    first_name text,
    last_name text,
    registered_at timestamp with time zone NOT NULL,
    is_approved boolean NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE marts.timeline_events (
    email text NOT NULL,
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    webinar_name text,
    joined_at timestamp with time zone,
    left_at timestamp with time zone,
    run_id text NOT NULL,
    CONSTRAINT timeline_events_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'cancelled'::text, 'attended'::text, 'recording_available'::text])))
);
CREATE TABLE public._yoyo_log (
    id character varying(36) NOT NULL,
    migration_hash character varying(64),
    migration_id character varying(255),
    operation character varying(10),
    username character varying(255),
    hostname character varying(255),
    comment character varying(255),
    created_at_utc timestamp without time zone
);
CREATE TABLE public._yoyo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied_at_utc timestamp without time zone
);
CREATE TABLE public._yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp without time zone
);
CREATE TABLE public.yoyo_lock (
    locked integer DEFAULT 1 NOT NULL,
    ctime timestamp without time zone,
    pid integer NOT NULL
);
CREATE TABLE registration.requests (
    request_key text NOT NULL,
    source text NOT NULL,
    webinar text NOT NULL,
    email text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    portal_id bigint,
    workflow_id text,
    hubspot_contact_id bigint,
    contact_id bigint,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    deferrals integer DEFAULT 0 NOT NULL,
    deferral_reason text,
    sent_at timestamp with time zone,
    code text,
    status text,
    message text,
    account_id text,
    webinar_id bigint,
    registrant_id text,
    decided_at timestamp with time zone,
    decided_by text,
    delivered_at timestamp with time zone DEFAULT now() NOT NULL,
    answered_at timestamp with time zone,
    answer_attempts integer DEFAULT 0 NOT NULL,
    next_answer_at timestamp with time zone,
    is_expired boolean DEFAULT false NOT NULL,
    run_id text,
    CONSTRAINT requests_check CHECK (((code IS NULL) = (decided_at IS NULL))),
    CONSTRAINT requests_source_check CHECK ((source = ANY (ARRAY['workflow'::text, 'by_hand'::text])))
);
CREATE TABLE registration.results (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    email text NOT NULL,
    registrant_id text NOT NULL,
    join_url text NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE settings.erased_people (
    email_sha256 text NOT NULL,
    erased_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT erased_people_email_sha256_check CHECK ((email_sha256 ~ '^[0-9a-f]{64}$'::text))
);
CREATE TABLE settings.excluded_contact_domains (
    domain text NOT NULL,
    CONSTRAINT is_domain CHECK ((domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$'::text)),
    CONSTRAINT is_lower_case CHECK ((domain = lower(domain)))
);
CREATE TABLE settings.excluded_host_domains (
    domain text NOT NULL,
    applies_to text NOT NULL,
    CONSTRAINT excluded_host_domains_applies_to_check CHECK ((applies_to = ANY (ARRAY['webinars'::text, 'recordings'::text]))),
    CONSTRAINT is_domain CHECK ((domain ~ '^[^\s@:/.,*]+(\.[^\s@:/.,*]+)+$'::text)),
    CONSTRAINT is_lower_case CHECK ((domain = lower(domain)))
);
CREATE TABLE settings.history (
    change_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT CURRENT_USER NOT NULL,
    table_name text NOT NULL,
    old_row jsonb,
    new_row jsonb
);
ALTER TABLE settings.history ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY;
CREATE TABLE settings.hosts (
    account_id text NOT NULL,
    host_id text NOT NULL,
    sync_new_webinars boolean DEFAULT true NOT NULL,
    recordings boolean DEFAULT false NOT NULL,
    CONSTRAINT is_account_id CHECK ((account_id ~ '^[^\s@]+$'::text)),
    CONSTRAINT is_host_id CHECK ((host_id ~ '^[^\s@]+$'::text))
);
CREATE TABLE settings.sync (
    id boolean DEFAULT true NOT NULL,
    sync_webinars boolean DEFAULT true NOT NULL,
    recordings text DEFAULT 'none'::text NOT NULL,
    on_exclude text DEFAULT 'keep'::text NOT NULL,
    match_secondary_emails boolean DEFAULT false NOT NULL,
    property_cutoff date,
    contact_properties text DEFAULT 'own'::text NOT NULL,
    custom_events boolean DEFAULT false NOT NULL,
    difference_threshold_percent numeric(5,2) DEFAULT 1 NOT NULL,
    CONSTRAINT is_sensible_day CHECK (((property_cutoff >= '2000-01-01'::date) AND (property_cutoff <= '2100-01-01'::date))),
    CONSTRAINT sync_contact_properties_check CHECK ((contact_properties = ANY (ARRAY['own'::text, 'native'::text]))),
    CONSTRAINT sync_difference_threshold_percent_check CHECK (((difference_threshold_percent >= (0)::numeric) AND (difference_threshold_percent <= (100)::numeric))),
    CONSTRAINT sync_id_check CHECK (id),
    CONSTRAINT sync_on_exclude_check CHECK ((on_exclude = ANY (ARRAY['keep'::text, 'withdraw'::text]))),
    CONSTRAINT sync_recordings_check CHECK ((recordings = ANY (ARRAY['none'::text, 'some'::text, 'all'::text])))
);
CREATE TABLE settings.webinars (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    is_synced boolean NOT NULL,
    CONSTRAINT is_account_id CHECK ((account_id ~ '^[^\s@]+$'::text)),
    CONSTRAINT is_webinar_id CHECK ((webinar_id > 0))
);
CREATE TABLE sync.api_requests (
    run_id text NOT NULL,
    api text NOT NULL,
    account_id text NOT NULL,
    label text NOT NULL,
    endpoint text NOT NULL,
    requests integer NOT NULL,
    refused integer NOT NULL,
    CONSTRAINT api_requests_api_check CHECK ((api = ANY (ARRAY['zoom'::text, 'hubspot'::text])))
);
CREATE TABLE sync.changes (
    version bigint NOT NULL,
    kind text NOT NULL,
    account_id text,
    value text,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT changes_kind_check CHECK ((kind = ANY (ARRAY['address'::text, 'contact_domain'::text, 'secondary_addresses'::text, 'erased_people'::text, 'zoom_user'::text, 'host'::text, 'host_address'::text, 'host_domain'::text, 'excluded_webinars'::text, 'everything'::text, 'contacts'::text])))
);
ALTER TABLE sync.changes ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY;
CREATE TABLE sync.codes (
    code text NOT NULL,
    meaning text NOT NULL,
    what_changes_it text NOT NULL
);
CREATE TABLE sync.definitions (
    name text NOT NULL,
    place integer NOT NULL,
    file_digest text NOT NULL,
    object_digest text NOT NULL
);
CREATE TABLE sync.errors (
    object_kind text NOT NULL,
    object_key text NOT NULL,
    code text NOT NULL,
    severity text DEFAULT 'error'::text NOT NULL,
    message text NOT NULL,
    remedy text NOT NULL,
    resources integer DEFAULT 1 NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    cleared_at timestamp with time zone,
    run_id text NOT NULL,
    CONSTRAINT errors_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'notice'::text])))
);
CREATE TABLE sync.loaded_outcomes (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    code text NOT NULL,
    registrations integer NOT NULL,
    attendances integer NOT NULL,
    webinars integer NOT NULL,
    connections integer NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE sync.loaded_webinars (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    is_complete boolean NOT NULL,
    connections integer NOT NULL,
    rejected integer NOT NULL,
    accounted integer NOT NULL,
    registrations integer NOT NULL,
    registrations_accounted integer NOT NULL,
    participations integer NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE sync.outcomes (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    subject text NOT NULL,
    subject_key text NOT NULL,
    email text,
    code text NOT NULL,
    connections integer NOT NULL,
    run_id text NOT NULL,
    CONSTRAINT outcomes_subject_check CHECK ((subject = ANY (ARRAY['registration'::text, 'attendance'::text, 'connection'::text, 'webinar'::text])))
);
CREATE TABLE zoom.readings (
    account_id text NOT NULL,
    kind text NOT NULL,
    object_key text NOT NULL,
    webinar_id bigint,
    answered_at timestamp with time zone NOT NULL,
    row_count integer NOT NULL,
    digest text NOT NULL,
    checked_digest text,
    must_repeat boolean DEFAULT false NOT NULL,
    extraction bigint DEFAULT 0 NOT NULL,
    run_id text NOT NULL
);
CREATE VIEW sync.readings_to_check AS
 SELECT account_id,
    sync.source_of(kind) AS source,
    object_key,
    webinar_id,
    digest
   FROM zoom.readings reading
  WHERE ((checked_digest IS DISTINCT FROM digest) AND (sync.source_of(kind) IS NOT NULL) AND (NOT must_repeat));
CREATE TABLE sync.rejected_rows (
    source text NOT NULL,
    row_key text NOT NULL,
    account_id text NOT NULL,
    object_key text NOT NULL,
    reason text NOT NULL,
    "row" jsonb NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE sync.run_steps (
    run_id text NOT NULL,
    step text NOT NULL,
    account_id text NOT NULL,
    label text NOT NULL,
    state text NOT NULL,
    message text,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT run_steps_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'skipped'::text, 'failed'::text])))
);
CREATE TABLE sync.runs (
    run_id text NOT NULL,
    dag_id text NOT NULL,
    run_type text NOT NULL,
    window_from timestamp with time zone,
    window_to timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    state text DEFAULT 'running'::text NOT NULL,
    message text,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'success'::text, 'failed'::text])))
);
CREATE TABLE sync.state (
    id boolean DEFAULT true NOT NULL,
    contact_salt text NOT NULL,
    load_number bigint DEFAULT 0 NOT NULL,
    CONSTRAINT state_id_check CHECK (id)
);
CREATE VIEW sync.unchecked_readings AS
 SELECT account_id,
    sync.source_of(kind) AS source,
    object_key,
    webinar_id,
    digest
   FROM zoom.readings
  WHERE ((checked_digest IS DISTINCT FROM digest) AND (sync.source_of(kind) IS NOT NULL));
CREATE TABLE sync.validations (
    run_id text NOT NULL,
    account_id text NOT NULL,
    suite text NOT NULL,
    validated_at timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    result jsonb NOT NULL
);
CREATE TABLE sync.watermarks (
    account_id text NOT NULL,
    watermark timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE sync.webinars_to_load (
    version bigint NOT NULL,
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    reason text NOT NULL,
    due_at timestamp with time zone,
    marked_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE sync.webinars_to_load ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY;
CREATE TABLE zoom.accounts (
    account_id text NOT NULL,
    brand text,
    is_primary boolean,
    is_discovered boolean DEFAULT false NOT NULL,
    history_read_until timestamp with time zone,
    history_listed_until timestamp with time zone,
    history_refused_at timestamp with time zone,
    known_history tstzmultirange DEFAULT '{}'::tstzmultirange NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.announced_starts (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_id text NOT NULL,
    first_read_at timestamp with time zone NOT NULL,
    type smallint NOT NULL,
    scheduled_at timestamp with time zone,
    duration_minutes integer NOT NULL,
    timezone text,
    last_read_at timestamp with time zone NOT NULL,
    dropped_at timestamp with time zone,
    is_deleted boolean DEFAULT false NOT NULL,
    occurrence_key text,
    run_id text NOT NULL
);
CREATE TABLE zoom.connections (
    account_id text NOT NULL,
    session_uuid text NOT NULL,
    row_key text NOT NULL,
    user_id text,
    registrant_id text,
    participant_user_id text,
    user_email text,
    joined_at timestamp with time zone,
    left_at timestamp with time zone,
    is_waiting_room boolean NOT NULL,
    is_cleaned boolean NOT NULL,
    payload jsonb NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.extractions (
    extraction bigint NOT NULL,
    account_id text NOT NULL,
    purpose text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    run_id text NOT NULL
);
ALTER TABLE zoom.extractions ALTER COLUMN extraction ADD GENERATED ALWAYS AS IDENTITY;
CREATE TABLE zoom.history (
    account_id text NOT NULL,
    row_key text NOT NULL,
    is_cleaned boolean NOT NULL,
    is_checked boolean DEFAULT false NOT NULL,
    payload jsonb NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.listed_webinars (
    account_id text NOT NULL,
    user_id text NOT NULL,
    webinar_id bigint NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.occurrences (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    occurrence_key text NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.odd_answers (
    account_id text NOT NULL,
    object_kind text NOT NULL,
    object_key text NOT NULL,
    source text NOT NULL,
    breach text NOT NULL,
    row_count integer NOT NULL,
    unreadable integer NOT NULL,
    missing_keys text[] NOT NULL,
    first_extraction bigint NOT NULL,
    extraction bigint NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.rate_limits (
    account_id text NOT NULL,
    label text NOT NULL,
    per_second integer,
    per_second_read_at timestamp with time zone,
    left_today integer,
    left_read_at timestamp with time zone,
    run_id text NOT NULL
);
CREATE TABLE zoom.refusals (
    account_id text NOT NULL,
    object_kind text NOT NULL,
    object_key text NOT NULL,
    code text NOT NULL,
    attempts integer NOT NULL,
    first_refused_at timestamp with time zone NOT NULL,
    missing_since timestamp with time zone,
    next_attempt_at timestamp with time zone NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.registrants (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    registrant_id text NOT NULL,
    occurrence_id text NOT NULL,
    email text,
    created_at timestamp with time zone,
    status text,
    row_key text NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    was_approved boolean NOT NULL,
    last_approved_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    superseded_at timestamp with time zone,
    is_listed boolean NOT NULL,
    is_cleaned boolean NOT NULL,
    payload jsonb NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.sessions (
    account_id text NOT NULL,
    session_uuid text NOT NULL,
    webinar_id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    host_email text NOT NULL,
    topic text,
    people_counted bigint,
    people_read bigint,
    read_from text,
    report_digest text,
    same_since timestamp with time zone,
    state text DEFAULT 'due'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    settled_at timestamp with time zone,
    occurrence_key text,
    is_placement_final boolean DEFAULT false NOT NULL,
    run_id text NOT NULL,
    CONSTRAINT sessions_read_from_check CHECK ((read_from = ANY (ARRAY['report'::text, 'past_webinars'::text]))),
    CONSTRAINT sessions_state_check CHECK ((state = ANY (ARRAY['due'::text, 'landed'::text, 'settled'::text, 'failed'::text, 'gone'::text])))
);
CREATE TABLE zoom.staff (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    source text NOT NULL,
    person_key text NOT NULL,
    first_read_at timestamp with time zone NOT NULL,
    role text NOT NULL,
    email text,
    zoom_id text,
    previous_read_at timestamp with time zone,
    dropped_at timestamp with time zone,
    payload jsonb,
    run_id text NOT NULL,
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['host'::text, 'alternative_host'::text, 'panelist'::text]))),
    CONSTRAINT staff_source_check CHECK ((source = ANY (ARRAY['detail'::text, 'panelists'::text])))
);
CREATE TABLE zoom.users (
    account_id text NOT NULL,
    user_id text NOT NULL,
    email text NOT NULL,
    is_active boolean NOT NULL,
    history_read_until timestamp with time zone,
    payload jsonb NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.webinar_uuids (
    account_id text NOT NULL,
    event_uuid text NOT NULL,
    webinar_id bigint NOT NULL,
    run_id text NOT NULL
);
CREATE TABLE zoom.webinars (
    account_id text NOT NULL,
    webinar_id bigint NOT NULL,
    host_id text,
    host_email text,
    topic text,
    type smallint,
    timezone text,
    approval_type smallint,
    registration_type smallint,
    is_events_webinar boolean,
    events_flag_unknowable_at timestamp with time zone,
    unlisted_since timestamp with time zone,
    first_seen_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    payload jsonb,
    run_id text NOT NULL
);
INSERT INTO marts.attendance_connections VALUES
	('one==', '17102848', '2026-11-18 10:00:00+00', 'upgraded', 1, '2026-11-18', 'ann@people.example', '2026-11-18 11:00:00+00', 'run 1'),
	('one==', '17105920', '2026-11-18 10:15:00+00', 'upgraded', 1, '2026-11-18', 'eve@people.example', '2026-11-18 10:30:00+00', 'run 1'),
	('one==', '17105920', '2026-11-18 10:45:00+00', 'upgraded', 1, '2026-11-18', 'eve@people.example', '2026-11-18 11:00:00+00', 'run 1'),
	('two==', '17087488', '2026-11-20 10:05:00+00', 'upgraded', 2, '2026-11-20', 'dee@people.example', '2026-11-20 11:00:00+00', 'run 2');
INSERT INTO marts.contacts VALUES
	('ann@people.example', 6131256526364609994, 'Ann', NULL, 100.00, NULL, 3, 1, '2026-11-10 08:00:00+00', '2026-11-18 11:00:00+00', 'run 1'),
	('bob@people.example', 4487330862846710815, 'Bob', NULL, NULL, NULL, 2, 0, '2026-11-10 08:00:00+00', '2026-11-10 08:00:00+00', 'run 1'),
	('cy@people.example', 757449781480308833, 'Cy', NULL, NULL, NULL, 1, 0, '2026-11-10 08:00:00+00', '2026-11-19 04:00:00+00', 'run 1'),
	('eve@people.example', 293791799958946030, 'Eve', NULL, 50.00, NULL, 1, 1, '2026-11-10 08:00:00+00', '2026-11-18 11:00:00+00', 'run 1'),
	('dee@people.example', 3876999336009883101, 'Dee', NULL, 91.67, NULL, 2, 1, '2026-11-10 08:00:00+00', '2026-11-20 11:00:00+00', 'run 2');
INSERT INTO marts.marketing_events VALUES
	('upgraded', 3, '2026-11-21', 'Webinar 3', 'host@corp.example', 'scheduled', '2026-11-21 10:00:00+00', NULL, NULL, NULL, NULL, 2, 0, 0, 0, 0, 0, '2026-11-21 11:00:00+00', 'run 1'),
	('upgraded', 4, '2026-11-28', 'Webinar 4', 'host@corp.example', 'scheduled', '2026-11-28 10:00:00+00', NULL, NULL, NULL, NULL, 1, 0, 0, 0, 0, 0, '2026-11-28 11:00:00+00', 'run 1'),
	('upgraded', 1, '2026-11-18', 'Webinar 1', 'host@corp.example', 'ended', '2026-11-18 10:00:00+00', '2026-11-18 10:00:00+00', '2026-11-18 11:00:00+00', 3600, '2026-11-20 14:00:00+00', 4, 1, 2, 1, 0, 0, '2026-11-18 11:00:00+00', 'run 2'),
	('upgraded', 2, '2026-11-20', 'Webinar 2', 'host@corp.example', 'ended', '2026-11-20 10:00:00+00', '2026-11-20 10:00:00+00', '2026-11-20 11:00:00+00', 3600, NULL, 2, 0, 1, 0, 0, 0, '2026-11-20 11:00:00+00', 'run 2');
INSERT INTO marts.participations VALUES
	('upgraded', 1, '2026-11-18', 'ann@people.example', 'attended', '2026-11-10 08:00:00+00', NULL, '2026-11-18 10:00:00+00', '2026-11-18 11:00:00+00', 3600, 100.00, 1, 'run 1'),
	('upgraded', 1, '2026-11-18', 'cy@people.example', 'cancelled', '2026-11-10 08:00:00+00', '2026-11-19 04:00:00+00', NULL, NULL, NULL, NULL, NULL, 'run 1'),
	('upgraded', 1, '2026-11-18', 'eve@people.example', 'attended', '2026-11-10 08:00:00+00', NULL, '2026-11-18 10:15:00+00', '2026-11-18 11:00:00+00', 1800, 50.00, 0.5, 'run 1'),
	('upgraded', 2, '2026-11-20', 'ann@people.example', 'registered', '2026-11-10 08:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'run 1'),
	('upgraded', 3, '2026-11-21', 'bob@people.example', 'registered', '2026-11-10 08:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'run 1'),
	('upgraded', 3, '2026-11-21', 'dee@people.example', 'registered', '2026-11-10 08:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'run 1'),
	('upgraded', 4, '2026-11-28', 'ann@people.example', 'registered', '2026-11-10 08:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'run 1'),
	('upgraded', 1, '2026-11-18', 'bob@people.example', 'no_show', '2026-11-10 08:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, 'run 2'),
	('upgraded', 2, '2026-11-20', 'dee@people.example', 'attended', '2026-11-10 08:00:00+00', NULL, '2026-11-20 10:05:00+00', '2026-11-20 11:00:00+00', 3300, 91.67, 0.9166666666666666, 'run 2');
INSERT INTO marts.registrations VALUES
	('upgraded', 1, 'r-ann', 'ann@people.example', 'Ann', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 1, 'r-bob', 'bob@people.example', 'Bob', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 1, 'r-cy', 'cy@people.example', 'Cy', NULL, '2026-11-10 08:00:00+00', false, 'run 1'),
	('upgraded', 1, 'r-eve', 'eve@people.example', 'Eve', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 2, 'r-ann', 'ann@people.example', 'Ann', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 2, 'r-dee', 'dee@people.example', 'Dee', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 3, 'r-bob', 'bob@people.example', 'Bob', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 3, 'r-dee', 'dee@people.example', 'Dee', NULL, '2026-11-10 08:00:00+00', true, 'run 1'),
	('upgraded', 4, 'r-ann', 'ann@people.example', 'Ann', NULL, '2026-11-10 08:00:00+00', true, 'run 1');
INSERT INTO marts.timeline_events VALUES
	('ann@people.example', 'upgraded', 1, '2026-11-18', 'registered', '2026-11-10 08:00:00+00', 'Webinar 1', NULL, NULL, 'run 1'),
	('bob@people.example', 'upgraded', 1, '2026-11-18', 'registered', '2026-11-10 08:00:00+00', 'Webinar 1', NULL, NULL, 'run 1'),
	('cy@people.example', 'upgraded', 1, '2026-11-18', 'registered', '2026-11-10 08:00:00+00', 'Webinar 1', NULL, NULL, 'run 1'),
	('eve@people.example', 'upgraded', 1, '2026-11-18', 'registered', '2026-11-10 08:00:00+00', 'Webinar 1', NULL, NULL, 'run 1'),
	('ann@people.example', 'upgraded', 2, '2026-11-20', 'registered', '2026-11-10 08:00:00+00', 'Webinar 2', NULL, NULL, 'run 1'),
	('dee@people.example', 'upgraded', 2, '2026-11-20', 'registered', '2026-11-10 08:00:00+00', 'Webinar 2', NULL, NULL, 'run 1'),
	('bob@people.example', 'upgraded', 3, '2026-11-21', 'registered', '2026-11-10 08:00:00+00', 'Webinar 3', NULL, NULL, 'run 1'),
	('dee@people.example', 'upgraded', 3, '2026-11-21', 'registered', '2026-11-10 08:00:00+00', 'Webinar 3', NULL, NULL, 'run 1'),
	('ann@people.example', 'upgraded', 4, '2026-11-28', 'registered', '2026-11-10 08:00:00+00', 'Webinar 4', NULL, NULL, 'run 1'),
	('cy@people.example', 'upgraded', 1, '2026-11-18', 'cancelled', '2026-11-19 04:00:00+00', 'Webinar 1', NULL, NULL, 'run 1'),
	('ann@people.example', 'upgraded', 1, '2026-11-18', 'attended', '2026-11-18 10:00:00+00', 'Webinar 1', '2026-11-18 10:00:00+00', '2026-11-18 11:00:00+00', 'run 1'),
	('eve@people.example', 'upgraded', 1, '2026-11-18', 'attended', '2026-11-18 10:15:00+00', 'Webinar 1', '2026-11-18 10:15:00+00', '2026-11-18 11:00:00+00', 'run 1'),
	('dee@people.example', 'upgraded', 2, '2026-11-20', 'attended', '2026-11-20 10:05:00+00', 'Webinar 2', '2026-11-20 10:05:00+00', '2026-11-20 11:00:00+00', 'run 2');
INSERT INTO public._yoyo_migration VALUES
	('363962889db69e88a50fec3350cd5af3d9829b13dd301ce4262975feeb128f14', '0001.zoom', '2026-11-27 14:42:00.388724'),
	('649ec851d9d8f46d2a93accab097fc69378a586b46140e5a9189b70ca01d076b', '0002.settings', '2026-11-27 14:42:00.4206'),
	('a8006d34c9c0b877c218aa616b5103ac379dc2cce19144cc3cd31249c9171f49', '0003.hubspot', '2026-11-27 14:42:00.456099'),
	('35737e2876fd114f3e449879b41c2c5b6e9f6a1b1a09627bf0ee394c650b828d', '0004.registration', '2026-11-27 14:42:00.468895'),
	('bda39a20ef33b3b2360be98fbf354920f9a955f6403c56d0d99aaf2b96f0e323', '0005.marts', '2026-11-27 14:42:00.498134'),
	('80deb4b3e1bbba995a0da9f6a82a4d51e1ce333fb114799167c7108ad7445e6e', '0006.sync', '2026-11-27 14:42:00.549954');
INSERT INTO public._yoyo_version VALUES
	(2, '2026-11-27 14:42:00.193592');
INSERT INTO registration.requests VALUES
	('key 1', 'by_hand', '4', 'fay@people.example', 'Fay', 'Test', NULL, NULL, NULL, NULL, '2026-11-20 11:00:00+00', NULL, '2026-11-27 15:14:45.825429+00', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 15:14:45.825429+00', NULL, 0, NULL, false, NULL);
INSERT INTO registration.results VALUES
	('upgraded', 2, 'dee@people.example', 'r-dee', 'https://zoom.example/w/2', '2026-11-10 08:00:00+00', 'run 1'),
	('upgraded', 4, 'dee@people.example', 'r-dee', 'https://zoom.example/w/4', '2026-11-11 08:00:00+00', 'run 1');
INSERT INTO settings.excluded_contact_domains VALUES
	('rival.example');
INSERT INTO settings.history OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-27 15:13:49.608533+00', 'postgres', 'excluded_contact_domains', NULL, '{"domain": "rival.example"}'),
	(2, '2026-11-27 15:13:49.675794+00', 'postgres', 'webinars', NULL, '{"is_synced": false, "account_id": "upgraded", "webinar_id": 9}');
INSERT INTO settings.sync VALUES
	(true, true, 'none', 'keep', false, NULL, 'own', false, 1.00);
INSERT INTO settings.webinars VALUES
	('upgraded', 9, false);
INSERT INTO sync.api_requests VALUES
	('run 1', 'zoom', 'upgraded', 'heavy', '/report/history_meetings', 7, 0),
	('run 1', 'zoom', 'upgraded', 'heavy', '/report/upcoming_events', 1, 0);
INSERT INTO sync.definitions VALUES
	('sync.source_of', 4, 'b8affd7e4407d1233316765381765fa5', 'b381d5b85d186e65c7ef1bb9ae2f13b2'),
	('sync.readings_to_check', 14, '5e528ff9ce9e54e757d24372988eb386', 'e43a38a7d776e0862b5feac16059175d'),
	('sync.unchecked_readings', 15, '3224a8a75b6b869b0a4ffba38a7b6201', '64c70f867543f279f898cad9eaa26325');
INSERT INTO sync.loaded_outcomes VALUES
	('upgraded', 1, 'synced', 4, 2, 0, 3, 'run 1'),
	('upgraded', 3, 'synced', 2, 0, 0, 0, 'run 1'),
	('upgraded', 4, 'synced', 1, 0, 0, 0, 'run 1'),
	('upgraded', 2, 'synced', 2, 1, 0, 1, 'run 2');
INSERT INTO sync.loaded_webinars VALUES
	('upgraded', 3, true, 0, 0, 0, 2, 2, 2, 'run 1'),
	('upgraded', 4, true, 0, 0, 0, 1, 1, 1, 'run 1'),
	('upgraded', 1, true, 3, 0, 3, 4, 4, 4, 'run 2'),
	('upgraded', 2, true, 1, 0, 1, 2, 2, 2, 'run 2');
INSERT INTO sync.outcomes VALUES
	('upgraded', 1, '', 'registration', 'r-ann', 'ann@people.example', 'synced', 0, 'run 1'),
	('upgraded', 1, '', 'registration', 'r-bob', 'bob@people.example', 'synced', 0, 'run 1'),
	('upgraded', 1, '', 'registration', 'r-cy', 'cy@people.example', 'synced', 0, 'run 1'),
	('upgraded', 1, '', 'registration', 'r-eve', 'eve@people.example', 'synced', 0, 'run 1'),
	('upgraded', 2, '', 'registration', 'r-ann', 'ann@people.example', 'synced', 0, 'run 1'),
	('upgraded', 2, '', 'registration', 'r-dee', 'dee@people.example', 'synced', 0, 'run 1'),
	('upgraded', 3, '', 'registration', 'r-bob', 'bob@people.example', 'synced', 0, 'run 1'),
	('upgraded', 3, '', 'registration', 'r-dee', 'dee@people.example', 'synced', 0, 'run 1'),
	('upgraded', 4, '', 'registration', 'r-ann', 'ann@people.example', 'synced', 0, 'run 1'),
	('upgraded', 1, '2026-11-18', 'attendance', 'ann@people.example', 'ann@people.example', 'synced', 1, 'run 1'),
	('upgraded', 1, '2026-11-18', 'attendance', 'eve@people.example', 'eve@people.example', 'synced', 2, 'run 1'),
	('upgraded', 2, '2026-11-20', 'attendance', 'dee@people.example', 'dee@people.example', 'synced', 1, 'run 2');
INSERT INTO sync.run_steps VALUES
	('run 1', 'extract', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"users": 1, "sessions_new": 1, "sessions_read": 1, "webinars_read": 4, "sessions_landed": 1, "sessions_listed": 1, "connections_read": 3, "registrations_listed": 9}', '2026-11-27 15:13:49.794983+00', '2026-11-27 15:13:52.989192+00'),
	('run 1', 'check', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"rows_checked": 23, "rows_rejected": 0}', '2026-11-27 15:13:53.015305+00', '2026-11-27 15:14:27.956596+00'),
	('run 1', 'load', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"contacts": 5, "outcomes": 11, "registrations": 9, "participations": 9, "timeline_events": 12, "marketing_events": 4, "webinars_computed": 4, "webinars_not_computed": 0, "attendance_connections": 3}', '2026-11-27 15:14:27.972129+00', '2026-11-27 15:14:35.143876+00'),
	('run 2', 'extract', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"users": 1, "sessions_new": 1, "sessions_read": 2, "webinars_read": 4, "sessions_landed": 1, "sessions_listed": 2, "connections_read": 4, "sessions_settled": 1, "registrations_listed": 9}', '2026-11-27 15:14:35.303638+00', '2026-11-27 15:14:37.49128+00'),
	('run 2', 'check', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"rows_checked": 2, "rows_rejected": 0}', '2026-11-27 15:14:37.51679+00', '2026-11-27 15:14:38.871395+00'),
	('run 2', 'load', 'upgraded', 'zoom_upgraded', 'done', NULL, '{"contacts": 1, "outcomes": 1, "registrations": 0, "participations": 2, "timeline_events": 1, "marketing_events": 2, "webinars_computed": 2, "webinars_not_computed": 0, "attendance_connections": 1}', '2026-11-27 15:14:38.877703+00', '2026-11-27 15:14:45.586344+00');
INSERT INTO sync.runs VALUES
	('run 1', 'sync', 'function', NULL, '2026-11-19 04:00:00+00', '2026-11-27 15:13:49.778608+00', '2026-11-27 15:14:35.214513+00', 'success', 'all accounts are done; zoom_upgraded: 1 sessions read, and may still change', '{"accounts": {"zoom_upgraded": {"users": 1, "contacts": 5, "outcomes": 11, "sessions_new": 1, "registrations": 9, "sessions_read": 1, "webinars_read": 4, "participations": 9, "sessions_landed": 1, "sessions_listed": 1, "timeline_events": 12, "connections_read": 3, "marketing_events": 4, "webinars_computed": 4, "registrations_listed": 9, "webinars_not_computed": 0, "attendance_connections": 3}}, "contacts": 5, "sessions": 1, "connections": 3, "open_errors": 0, "open_notices": 0, "registrations": 9, "rejected_rows": 0, "participations": 9, "marketing_events": 4}'),
	('run 2', 'sync', 'function', NULL, '2026-11-20 14:00:00+00', '2026-11-27 15:14:35.292052+00', '2026-11-27 15:14:45.657895+00', 'success', 'all accounts are done; zoom_upgraded: 1 sessions read, and may still change, 1 sessions settled', '{"accounts": {"zoom_upgraded": {"users": 1, "contacts": 1, "outcomes": 1, "sessions_new": 1, "registrations": 0, "sessions_read": 2, "webinars_read": 4, "participations": 2, "sessions_landed": 1, "sessions_listed": 2, "timeline_events": 1, "connections_read": 4, "marketing_events": 2, "sessions_settled": 1, "webinars_computed": 2, "registrations_listed": 9, "webinars_not_computed": 0, "attendance_connections": 1}}, "contacts": 5, "sessions": 2, "connections": 4, "open_errors": 0, "open_notices": 0, "registrations": 9, "rejected_rows": 0, "participations": 9, "marketing_events": 4}');
INSERT INTO sync.state VALUES
	(true, '350ccefb312749459784cf7de7b13b33', 2);
INSERT INTO sync.validations VALUES
	('run 1', 'upgraded', 'sessions', '2026-11-27 15:14:26.657706+00', true, '{"id": null, "meta": {"batch_spec": {"batch_data": "PandasDataFrame"}, "batch_markers": {"ge_load_time": "20261127T151426.363438Z", "pandas_data_fingerprint": "0080e36ea10e26d1bb95d0cec94b9ea7"}, "active_batch_definition": {"data_asset_name": "sessions", "datasource_name": "landed", "batch_identifiers": {"dataframe": "<DATAFRAME>"}, "data_connector_name": "fluent"}, "great_expectations_version": "1.24.1"}, "results": [{"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key meeting_uuid"}, "type": "expect_column_to_exist", "kwargs": {"column": "key meeting_uuid", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key meeting_id"}, "type": "expect_column_to_exist", "kwargs": {"column": "key meeting_id", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key start_time"}, "type": "expect_column_to_exist", "kwargs": {"column": "key start_time", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key end_time"}, "type": "expect_column_to_exist", "kwargs": {"column": "key end_time", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key host_email"}, "type": "expect_column_to_exist", "kwargs": {"column": "key host_email", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {"element_count": 7, "unexpected_count": 0, "unexpected_percent": 0.0, "unexpected_index_list": [], "unexpected_index_query": "df.filter(items=[], axis=0)", "partial_unexpected_index_list": [], "unexpected_index_column_names": ["row_key"]}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "uuid is missing"}, "type": "expect_column_values_to_not_be_null", "kwargs": {"column": "meeting_uuid", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {"element_count": 7, "unexpected_count": 0, "unexpected_percent": 0.0, "unexpected_index_list": [], "unexpected_index_query": "df.filter(items=[], axis=0)", "partial_unexpected_index_list": [], "unexpected_index_column_names": ["row_key"]}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "webinar id is missing"}, "type": "expect_column_values_to_not_be_null", "kwargs": {"column": "meeting_id", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {"element_count": 7, "unexpected_count": 0, "unexpected_percent": 0.0, "unexpected_index_list": [], "unexpected_index_query": "df.filter(items=[], axis=0)", "partial_unexpected_index_list": [], "unexpected_index_column_names": ["row_key"]}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "start_time is missing or not a time"}, "type": "expect_column_values_to_not_be_null", "kwargs": {"column": "start_time", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {"element_count": 7, "unexpected_count": 0, "unexpected_percent": 0.0, "unexpected_index_list": [], "unexpected_index_query": "df.filter(items=[], axis=0)", "partial_unexpected_index_list": [], "unexpected_index_column_names": ["row_key"]}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "end_time is missing or not a time"}, "type": "expect_column_values_to_not_be_null", "kwargs": {"column": "end_time", "batch_id": "landed-sessions"}, "severity": "critical"}}, {"meta": {}, "result": {"element_count": 7, "missing_count": 0, "missing_percent": 0.0, "unexpected_count": 0, "unexpected_percent": 0.0, "unexpected_index_list": [], "unexpected_index_query": "df.filter(items=[], axis=0)", "unexpected_percent_total": 0.0, "partial_unexpected_index_list": [], "unexpected_index_column_names": ["row_key"], "unexpected_percent_nonmissing": 0.0}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "ends before it starts"}, "type": "expect_column_pair_values_a_to_be_greater_than_b", "kwargs": {"batch_id": "landed-sessions", "column_A": "end_time", "column_B": "start_time", "or_equal": true, "ignore_row_if": "either_value_is_missing"}, "severity": "critical"}}], "success": true, "statistics": {"success_percent": 100.0, "evaluated_expectations": 10, "successful_expectations": 10, "unsuccessful_expectations": 0}, "suite_name": "sessions", "suite_parameters": {}}'),
	('run 1', 'upgraded', 'webinars', '2026-11-27 15:14:26.946181+00', true, '{"id": null, "meta": {"batch_spec": {"batch_data": "PandasDataFrame"}, "batch_markers": {"ge_load_time": "20261127T151426.902564Z", "pandas_data_fingerprint": "aef96b933bd75bdb1b2da1e322298fe4"}, "active_batch_definition": {"data_asset_name": "webinars", "datasource_name": "landed", "batch_identifiers": {"dataframe": "<DATAFRAME>"}, "data_connector_name": "fluent"}, "great_expectations_version": "1.24.1"}, "results": [{"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key id"}, "type": "expect_column_to_exist", "kwargs": {"column": "key id", "batch_id": "landed-webinars"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key type"}, "type": "expect_column_to_exist", "kwargs": {"column": "key type", "batch_id": "landed-webinars"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key host_id"}, "type": "expect_column_to_exist", "kwargs": {"column": "key host_id", "batch_id": "landed-webinars"}, "severity": "critical"}}, {"meta": {}, "result": {}, "success": true, "exception_info": {"raised_exception": false, "exception_message": null, "exception_traceback": null}, "expectation_config": {"meta": {"reason": "no row has the key settings"}, "type": "expect_column_to_exist", "kwargs": {"column": "key settings", "batch_id": "landed-webinars"}, "severity": "critical"}}], "success": true, "statistics": {"success_percent": 100.0, "evaluated_expectations": 4, "successful_expectations": 4, "unsuccessful_expectations": 0}, "suite_name": "webinars", "suite_parameters": {}}');
INSERT INTO sync.watermarks VALUES
	('upgraded', '2026-11-20 14:00:00+00', 'run 2');
INSERT INTO sync.webinars_to_load OVERRIDING SYSTEM VALUE VALUES
	(36, 'upgraded', 3, 'time', '2026-11-21 11:00:00+00', '2026-11-27 15:14:27.974533+00'),
	(37, 'upgraded', 4, 'time', '2026-11-28 11:00:00+00', '2026-11-27 15:14:27.974533+00'),
	(45, 'upgraded', 2, 'time', '2026-11-21 11:00:00+00', '2026-11-27 15:14:38.883311+00'),
	(46, 'upgraded', 2, 'registration.results', NULL, '2026-11-27 15:14:45.845676+00'),
	(47, 'upgraded', 4, 'registration.results', NULL, '2026-11-27 15:14:45.845676+00');
INSERT INTO zoom.accounts VALUES
	('upgraded', NULL, NULL, true, '2026-11-20 14:00:00+00', '2026-11-20 14:00:00+00', NULL, '{(,"2026-11-20 14:00:00+00")}', 'run 2');
INSERT INTO zoom.announced_starts VALUES
	('upgraded', 2, '', '2026-11-19 04:00:00+00', 5, '2026-11-20 10:00:00+00', 60, 'UTC', '2026-11-20 14:00:00+00', NULL, false, '2026-11-20', 'run 2'),
	('upgraded', 4, '', '2026-11-19 04:00:00+00', 5, '2026-11-28 10:00:00+00', 60, 'UTC', '2026-11-20 14:00:00+00', NULL, false, '2026-11-28', 'run 2'),
	('upgraded', 3, '', '2026-11-19 04:00:00+00', 5, '2026-11-21 10:00:00+00', 60, 'UTC', '2026-11-20 14:00:00+00', NULL, false, '2026-11-21', 'run 2'),
	('upgraded', 1, '', '2026-11-19 04:00:00+00', 5, '2026-11-18 10:00:00+00', 60, 'UTC', '2026-11-20 14:00:00+00', NULL, false, '2026-11-18', 'run 2');
INSERT INTO zoom.connections VALUES
	('upgraded', 'one==', 'one== 17102848 2026-11-18T10:00:00Z 1', '17102848', 'r-ann', NULL, 'ann@people.example', '2026-11-18 10:00:00+00', '2026-11-18 11:00:00+00', false, false, '{"id": "", "name": "Ann", "status": "in_meeting", "groupId": "", "user_id": "17102848", "duration": 3600, "failover": false, "join_time": "2026-11-18T10:00:00Z", "leave_time": "2026-11-18T11:00:00Z", "user_email": "ann@people.example", "customer_key": "", "registrant_id": "r-ann", "attentiveness_score": ""}', 'run 1'),
	('upgraded', 'one==', 'one== 17105920 2026-11-18T10:15:00Z 1', '17105920', 'r-eve', NULL, 'eve@people.example', '2026-11-18 10:15:00+00', '2026-11-18 10:30:00+00', false, false, '{"id": "", "name": "Eve", "status": "in_meeting", "groupId": "", "user_id": "17105920", "duration": 900, "failover": false, "join_time": "2026-11-18T10:15:00Z", "leave_time": "2026-11-18T10:30:00Z", "user_email": "eve@people.example", "customer_key": "", "registrant_id": "r-eve", "attentiveness_score": ""}', 'run 1'),
	('upgraded', 'one==', 'one== 17105920 2026-11-18T10:45:00Z 1', '17105920', 'r-eve', NULL, 'eve@people.example', '2026-11-18 10:45:00+00', '2026-11-18 11:00:00+00', false, false, '{"id": "", "name": "Eve", "status": "in_meeting", "groupId": "", "user_id": "17105920", "duration": 900, "failover": false, "join_time": "2026-11-18T10:45:00Z", "leave_time": "2026-11-18T11:00:00Z", "user_email": "eve@people.example", "customer_key": "", "registrant_id": "r-eve", "attentiveness_score": ""}', 'run 1'),
	('upgraded', 'two==', 'two== 17087488 2026-11-20T10:05:00Z 1', '17087488', 'r-dee', NULL, 'dee@people.example', '2026-11-20 10:05:00+00', '2026-11-20 11:00:00+00', false, false, '{"id": "", "name": "Dee", "status": "in_meeting", "groupId": "", "user_id": "17087488", "duration": 3300, "failover": false, "join_time": "2026-11-20T10:05:00Z", "leave_time": "2026-11-20T11:00:00Z", "user_email": "dee@people.example", "customer_key": "", "registrant_id": "r-dee", "attentiveness_score": ""}', 'run 2');
INSERT INTO zoom.extractions OVERRIDING SYSTEM VALUE VALUES
	(1, 'upgraded', 'full', '2026-11-19 04:00:00.000069+00', '2026-11-27 15:14:27.974533+00', 'run 1'),
	(2, 'upgraded', 'full', '2026-11-20 14:00:00.000061+00', '2026-11-27 15:14:38.883311+00', 'run 2');
INSERT INTO zoom.history VALUES
	('upgraded', 'one==', false, true, '{"type": "Webinar", "group": [], "topic": "Webinar 1", "source": "Zoom", "duration": 60, "end_time": "2026-11-18T11:00:00Z", "department": "", "host_email": "host@corp.example", "meeting_id": 1, "start_time": "2026-11-18T10:00:00Z", "create_time": "2026-11-01T08:00:00Z", "feature_used": {"poll": false, "video_on": true, "screen_sharing": true}, "meeting_uuid": "one==", "participants": 2, "custom_fields": [], "unique_viewers": 2, "tracking_fields": [], "host_display_name": "Hanna Host", "max_concurrent_views": 2, "total_participant_minutes": 90}', 'run 1'),
	('upgraded', 'two==', false, true, '{"type": "Webinar", "group": [], "topic": "Webinar 2", "source": "Zoom", "duration": 60, "end_time": "2026-11-20T11:00:00Z", "department": "", "host_email": "host@corp.example", "meeting_id": 2, "start_time": "2026-11-20T10:00:00Z", "create_time": "2026-11-01T08:00:00Z", "feature_used": {"poll": false, "video_on": true, "screen_sharing": true}, "meeting_uuid": "two==", "participants": 1, "custom_fields": [], "unique_viewers": 1, "tracking_fields": [], "host_display_name": "Hanna Host", "max_concurrent_views": 1, "total_participant_minutes": 55}', 'run 2');
INSERT INTO zoom.listed_webinars VALUES
	('upgraded', 'HOST', 1, 'run 1'),
	('upgraded', 'HOST', 3, 'run 1'),
	('upgraded', 'HOST', 4, 'run 1'),
	('upgraded', 'HOST', 2, 'run 1');
INSERT INTO zoom.occurrences VALUES
	('upgraded', 1, '2026-11-18', 'run 1'),
	('upgraded', 2, '2026-11-20', 'run 1'),
	('upgraded', 3, '2026-11-21', 'run 1'),
	('upgraded', 4, '2026-11-28', 'run 1');
INSERT INTO zoom.readings VALUES
	('upgraded', 'registrants', '1', 1, '2026-11-20 14:00:00+00', 4, 'bca56f42c0e4af8534d8898c2488dad07d6ca0d7bf704cc10a4b9f0d44a2270b', 'bca56f42c0e4af8534d8898c2488dad07d6ca0d7bf704cc10a4b9f0d44a2270b', false, 2, 'run 2'),
	('upgraded', 'registrants', '2', 2, '2026-11-20 14:00:00+00', 2, 'dec8a83da2f003d6ed14692c9a2b9b20347212e1c5c4e41e8e814946297b8c6c', 'dec8a83da2f003d6ed14692c9a2b9b20347212e1c5c4e41e8e814946297b8c6c', false, 2, 'run 2'),
	('upgraded', 'registrants', '3', 3, '2026-11-20 14:00:00+00', 2, '180f7e498ccc1a9dbe8cdd6109d899011b5c4c09f8d4b16e754439fe4a3c5005', '180f7e498ccc1a9dbe8cdd6109d899011b5c4c09f8d4b16e754439fe4a3c5005', false, 2, 'run 2'),
	('upgraded', 'registrants', '4', 4, '2026-11-20 14:00:00+00', 1, 'ec9b0534b26e5d68b15be164f8fa33b9674e8beeb019cce8a1f301a7c98f92bf', 'ec9b0534b26e5d68b15be164f8fa33b9674e8beeb019cce8a1f301a7c98f92bf', false, 2, 'run 2'),
	('upgraded', 'history', '["2026-11-17T04:00:00+00:00","2026-11-20T14:00:00+00:00")', NULL, '2026-11-20 14:00:00+00', 2, '6b79d7b487d3a9cfca0512ad1700b6b1e75801b262348f9223b064dd1cda275d', '6b79d7b487d3a9cfca0512ad1700b6b1e75801b262348f9223b064dd1cda275d', false, 2, 'run 2'),
	('upgraded', 'participants', 'two==', 2, '2026-11-20 14:00:00+00', 1, '0673c45dc12508c7c0ef4c7561a22b7e668f185af084d4e66df09a99e088ff4c', '0673c45dc12508c7c0ef4c7561a22b7e668f185af084d4e66df09a99e088ff4c', false, 2, 'run 2'),
	('upgraded', 'users', 'all', NULL, '2026-11-20 14:00:00+00', 1, '1e720c552a0103a653528254d3569abdba774524d067668ebc0dd9f998355df7', NULL, false, 2, 'run 2'),
	('upgraded', 'host', 'HOST', NULL, '2026-11-20 14:00:00+00', 4, '57839b8627d893b50c9a3fa20cbb0a3119a7b755e7723bd647f72ff89f82f7b9', NULL, false, 2, 'run 2'),
	('upgraded', 'webinar', '2', 2, '2026-11-20 14:00:00+00', 1, 'f438bebb3d09e7f3826011d11c1d0b339857b5ce92cc34b6b40d542f5296c318', 'f438bebb3d09e7f3826011d11c1d0b339857b5ce92cc34b6b40d542f5296c318', false, 2, 'run 2'),
	('upgraded', 'webinar', '4', 4, '2026-11-20 14:00:00+00', 1, 'fc6d38b243c2697fefb38d77575457a071b3164b69b4f5995b39eeaf052a15d3', 'fc6d38b243c2697fefb38d77575457a071b3164b69b4f5995b39eeaf052a15d3', false, 2, 'run 2'),
	('upgraded', 'webinar', '3', 3, '2026-11-20 14:00:00+00', 1, '668a75eed4c74448e7618b0037121100d681de36f78c801c97e9171afb2c3510', '668a75eed4c74448e7618b0037121100d681de36f78c801c97e9171afb2c3510', false, 2, 'run 2'),
	('upgraded', 'webinar', '1', 1, '2026-11-20 14:00:00+00', 1, '0516edbadd5468c94ae324162019629a8fe71f2d11217590018f342cfe82885b', '0516edbadd5468c94ae324162019629a8fe71f2d11217590018f342cfe82885b', false, 2, 'run 2'),
	('upgraded', 'panelists', '1', 1, '2026-11-20 14:00:00+00', 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', NULL, false, 2, 'run 2'),
	('upgraded', 'panelists', '3', 3, '2026-11-20 14:00:00+00', 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', NULL, false, 2, 'run 2'),
	('upgraded', 'panelists', '2', 2, '2026-11-20 14:00:00+00', 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', NULL, false, 2, 'run 2'),
	('upgraded', 'panelists', '4', 4, '2026-11-20 14:00:00+00', 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', NULL, false, 2, 'run 2'),
	('upgraded', 'participants', 'one==', 1, '2026-11-20 14:00:00+00', 3, '0498aaa758f20dfb8973e21c2bb849e659c7eb90fc8a40c139fe04db67d6a20c', '0498aaa758f20dfb8973e21c2bb849e659c7eb90fc8a40c139fe04db67d6a20c', false, 2, 'run 2');
INSERT INTO zoom.registrants VALUES
	('upgraded', 3, 'r-bob', '', 'bob@people.example', '2026-11-10 08:00:00+00', 'approved', '3 r-bob', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-bob", "org": "", "zip": "", "city": "", "email": "bob@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Bob", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 3, 'r-dee', '', 'dee@people.example', '2026-11-10 08:00:00+00', 'approved', '3 r-dee', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-dee", "org": "", "zip": "", "city": "", "email": "dee@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Dee", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 1, 'r-ann', '', 'ann@people.example', '2026-11-10 08:00:00+00', 'approved', '1 r-ann', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-ann", "org": "", "zip": "", "city": "", "email": "ann@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Ann", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 1, 'r-bob', '', 'bob@people.example', '2026-11-10 08:00:00+00', 'approved', '1 r-bob', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-bob", "org": "", "zip": "", "city": "", "email": "bob@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Bob", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 1, 'r-cy', '', 'cy@people.example', '2026-11-10 08:00:00+00', 'denied', '1 r-cy', '2026-11-19 04:00:00+00', true, NULL, '2026-11-19 04:00:00+00', NULL, true, false, '{"id": "r-cy", "org": "", "zip": "", "city": "", "email": "cy@people.example", "phone": "", "state": "", "status": "denied", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Cy", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 1, 'r-eve', '', 'eve@people.example', '2026-11-10 08:00:00+00', 'approved', '1 r-eve', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-eve", "org": "", "zip": "", "city": "", "email": "eve@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Eve", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 4, 'r-ann', '', 'ann@people.example', '2026-11-10 08:00:00+00', 'approved', '4 r-ann', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-ann", "org": "", "zip": "", "city": "", "email": "ann@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Ann", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 2, 'r-ann', '', 'ann@people.example', '2026-11-10 08:00:00+00', 'approved', '2 r-ann', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-ann", "org": "", "zip": "", "city": "", "email": "ann@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Ann", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1'),
	('upgraded', 2, 'r-dee', '', 'dee@people.example', '2026-11-10 08:00:00+00', 'approved', '2 r-dee', '2026-11-19 04:00:00+00', true, NULL, NULL, NULL, true, false, '{"id": "r-dee", "org": "", "zip": "", "city": "", "email": "dee@people.example", "phone": "", "state": "", "status": "approved", "address": "", "country": "", "comments": "", "industry": "", "job_title": "", "last_name": "", "first_name": "Dee", "create_time": "2026-11-10T08:00:00Z", "no_of_employees": "", "custom_questions": [], "purchasing_time_frame": "", "role_in_purchase_process": ""}', 'run 1');
INSERT INTO zoom.sessions VALUES
	('upgraded', 'one==', 1, '2026-11-18 10:00:00+00', '2026-11-18 11:00:00+00', 'host@corp.example', 'Webinar 1', 2, 2, 'report', '557bf25dfaa58bd5c61f084a6b657aeb57ece667ab905dd3f816b3494f563be5', '2026-11-19 04:00:00+00', 'settled', 0, NULL, '2026-11-20 14:00:00+00', '2026-11-18', true, 'run 2'),
	('upgraded', 'two==', 2, '2026-11-20 10:00:00+00', '2026-11-20 11:00:00+00', 'host@corp.example', 'Webinar 2', 1, 1, 'report', 'fa33e63555fe5dfb357255683dfb3cde2ad335554b289dd3afef40417c56e03e', '2026-11-20 14:00:00+00', 'landed', 0, '2026-11-20 14:45:00+00', NULL, '2026-11-20', false, 'run 2');
INSERT INTO zoom.staff VALUES
	('upgraded', 2, 'detail', 'host HOST host@corp.example', '2026-11-19 04:00:00+00', 'host', 'host@corp.example', 'HOST', NULL, NULL, NULL, 'run 1'),
	('upgraded', 3, 'detail', 'host HOST host@corp.example', '2026-11-19 04:00:00+00', 'host', 'host@corp.example', 'HOST', NULL, NULL, NULL, 'run 1'),
	('upgraded', 4, 'detail', 'host HOST host@corp.example', '2026-11-19 04:00:00+00', 'host', 'host@corp.example', 'HOST', NULL, NULL, NULL, 'run 1'),
	('upgraded', 1, 'detail', 'host HOST host@corp.example', '2026-11-19 04:00:00+00', 'host', 'host@corp.example', 'HOST', NULL, NULL, NULL, 'run 1');
INSERT INTO zoom.users VALUES
	('upgraded', 'HOST', 'host@corp.example', true, NULL, '{"id": "HOST", "dept": "", "type": 2, "email": "host@corp.example", "status": "active", "role_id": "2", "language": "en-US", "timezone": "UTC", "verified": 1, "last_name": "Host", "created_at": "2023-02-01T08:00:00Z", "first_name": "Hanna", "display_name": "Hanna Host", "last_login_time": "2026-05-04T06:30:00Z", "user_created_at": "2023-02-01T08:00:00Z"}', 'run 1');
INSERT INTO zoom.webinar_uuids VALUES
	('upgraded', 'event2==', 2, 'run 1'),
	('upgraded', 'event3==', 3, 'run 1'),
	('upgraded', 'event4==', 4, 'run 1');
INSERT INTO zoom.webinars VALUES
	('upgraded', 4, 'HOST', 'host@corp.example', 'Webinar 4', 5, 'UTC', 0, 1, false, NULL, NULL, '2026-11-19 04:00:00+00', NULL, '{"id": 4, "type": 5, "uuid": "event4==", "topic": "Webinar 4", "agenda": "", "host_id": "HOST", "duration": 60, "settings": {"audio": "both", "hd_video": false, "on_demand": false, "host_video": true, "contact_name": "", "approval_type": 0, "contact_email": "host@corp.example", "auto_recording": "none", "email_language": "en-US", "panelists_video": true, "practice_session": true, "alternative_hosts": "", "registration_type": 1, "show_share_button": true, "close_registration": true, "post_webinar_survey": false, "question_and_answer": {"enable": true, "answer_questions": "all"}, "allow_multiple_devices": true, "meeting_authentication": false, "email_in_attendee_report": true, "global_dial_in_countries": ["DE"], "registrants_restrict_number": 0, "registrants_confirmation_email": true, "registrants_email_notification": true}, "timezone": "UTC", "created_at": "2026-11-01T08:00:00Z", "host_email": "host@corp.example", "start_time": "2026-11-28T10:00:00Z", "is_simulive": false, "supportGoLive": false, "creation_source": "web_portal", "tracking_fields": [], "registration_url": "https://zoom.example.com/webinar/register/WN_F0RRg7lyh43mZMMdcU0uOs"}', 'run 1'),
	('upgraded', 2, 'HOST', 'host@corp.example', 'Webinar 2', 5, 'UTC', 0, 1, false, NULL, NULL, '2026-11-19 04:00:00+00', NULL, '{"id": 2, "type": 5, "uuid": "event2==", "topic": "Webinar 2", "agenda": "", "host_id": "HOST", "duration": 60, "settings": {"audio": "both", "hd_video": false, "on_demand": false, "host_video": true, "contact_name": "", "approval_type": 0, "contact_email": "host@corp.example", "auto_recording": "none", "email_language": "en-US", "panelists_video": true, "practice_session": true, "alternative_hosts": "", "registration_type": 1, "show_share_button": true, "close_registration": true, "post_webinar_survey": false, "question_and_answer": {"enable": true, "answer_questions": "all"}, "allow_multiple_devices": true, "meeting_authentication": false, "email_in_attendee_report": true, "global_dial_in_countries": ["DE"], "registrants_restrict_number": 0, "registrants_confirmation_email": true, "registrants_email_notification": true}, "timezone": "UTC", "created_at": "2026-11-01T08:00:00Z", "host_email": "host@corp.example", "start_time": "2026-11-20T10:00:00Z", "is_simulive": false, "supportGoLive": false, "creation_source": "web_portal", "tracking_fields": [], "registration_url": "https://zoom.example.com/webinar/register/WN_lyMMBHqT78EO7RrdNrVzA2"}', 'run 1'),
	('upgraded', 3, 'HOST', 'host@corp.example', 'Webinar 3', 5, 'UTC', 0, 1, false, NULL, NULL, '2026-11-19 04:00:00+00', NULL, '{"id": 3, "type": 5, "uuid": "event3==", "topic": "Webinar 3", "agenda": "", "host_id": "HOST", "duration": 60, "settings": {"audio": "both", "hd_video": false, "on_demand": false, "host_video": true, "contact_name": "", "approval_type": 0, "contact_email": "host@corp.example", "auto_recording": "none", "email_language": "en-US", "panelists_video": true, "practice_session": true, "alternative_hosts": "", "registration_type": 1, "show_share_button": true, "close_registration": true, "post_webinar_survey": false, "question_and_answer": {"enable": true, "answer_questions": "all"}, "allow_multiple_devices": true, "meeting_authentication": false, "email_in_attendee_report": true, "global_dial_in_countries": ["DE"], "registrants_restrict_number": 0, "registrants_confirmation_email": true, "registrants_email_notification": true}, "timezone": "UTC", "created_at": "2026-11-01T08:00:00Z", "host_email": "host@corp.example", "start_time": "2026-11-21T10:00:00Z", "is_simulive": false, "supportGoLive": false, "creation_source": "web_portal", "tracking_fields": [], "registration_url": "https://zoom.example.com/webinar/register/WN_VRJNI1HNFY62C5RjOCo-oQ"}', 'run 1'),
	('upgraded', 1, 'HOST', 'host@corp.example', 'Webinar 1', 5, 'UTC', 0, 1, false, NULL, NULL, '2026-11-19 04:00:00+00', NULL, '{"id": 1, "type": 5, "uuid": "event1==", "topic": "Webinar 1", "agenda": "", "host_id": "HOST", "duration": 60, "settings": {"audio": "both", "hd_video": false, "on_demand": false, "host_video": true, "contact_name": "", "approval_type": 0, "contact_email": "host@corp.example", "auto_recording": "none", "email_language": "en-US", "panelists_video": true, "practice_session": true, "alternative_hosts": "", "registration_type": 1, "show_share_button": true, "close_registration": true, "post_webinar_survey": false, "question_and_answer": {"enable": true, "answer_questions": "all"}, "allow_multiple_devices": true, "meeting_authentication": false, "email_in_attendee_report": true, "global_dial_in_countries": ["DE"], "registrants_restrict_number": 0, "registrants_confirmation_email": true, "registrants_email_notification": true}, "timezone": "UTC", "created_at": "2026-11-01T08:00:00Z", "host_email": "host@corp.example", "start_time": "2026-11-18T10:00:00Z", "is_simulive": false, "supportGoLive": false, "creation_source": "web_portal", "tracking_fields": [], "registration_url": "https://zoom.example.com/webinar/register/WN_BC2gyY8FL2XL5Z6ztAXbAE"}', 'run 1');
SELECT pg_catalog.setval('settings.history_change_id_seq', 2, true);
SELECT pg_catalog.setval('sync.changes_version_seq', 3, true);
SELECT pg_catalog.setval('sync.webinars_to_load_version_seq', 47, true);
SELECT pg_catalog.setval('zoom.extractions_extraction_seq', 2, true);
ALTER TABLE ONLY hubspot.address_statuses ADD CONSTRAINT address_statuses_pkey PRIMARY KEY (email);
ALTER TABLE ONLY hubspot.addresses ADD CONSTRAINT addresses_pkey PRIMARY KEY (email);
ALTER TABLE ONLY hubspot.contacts ADD CONSTRAINT contacts_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY hubspot.differences ADD CONSTRAINT differences_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key, contact_id, kind);
ALTER TABLE ONLY hubspot.pace ADD CONSTRAINT pace_pkey PRIMARY KEY (id);
ALTER TABLE ONLY hubspot.portal ADD CONSTRAINT portal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY hubspot.refusals ADD CONSTRAINT refusals_pkey PRIMARY KEY (object_kind, object_key);
ALTER TABLE ONLY hubspot.sent_contacts ADD CONSTRAINT sent_contacts_pkey PRIMARY KEY (email);
ALTER TABLE ONLY hubspot.sent_custom_events ADD CONSTRAINT sent_custom_events_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key, email, kind);
ALTER TABLE ONLY hubspot.sent_events ADD CONSTRAINT sent_events_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key);
ALTER TABLE ONLY hubspot.sent_participations ADD CONSTRAINT sent_participations_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key, email);
ALTER TABLE ONLY hubspot.users ADD CONSTRAINT users_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY marts.attendance_connections ADD CONSTRAINT attendance_connections_pkey PRIMARY KEY (session_uuid, user_id, joined_at);
ALTER TABLE ONLY marts.contacts ADD CONSTRAINT contacts_contact_id_key UNIQUE (contact_id);
ALTER TABLE ONLY marts.contacts ADD CONSTRAINT contacts_pkey PRIMARY KEY (email);
ALTER TABLE ONLY marts.marketing_events ADD CONSTRAINT marketing_events_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key);
ALTER TABLE ONLY marts.participations ADD CONSTRAINT participations_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key, email);
ALTER TABLE ONLY marts.registrations ADD CONSTRAINT registrations_pkey PRIMARY KEY (account_id, webinar_id, registrant_id);
ALTER TABLE ONLY marts.timeline_events ADD CONSTRAINT timeline_events_pkey PRIMARY KEY (email, account_id, webinar_id, occurrence_key, kind);
ALTER TABLE ONLY public._yoyo_log ADD CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public._yoyo_migration ADD CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash);
ALTER TABLE ONLY public._yoyo_version ADD CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.yoyo_lock ADD CONSTRAINT yoyo_lock_pkey PRIMARY KEY (locked);
ALTER TABLE ONLY registration.requests ADD CONSTRAINT requests_pkey PRIMARY KEY (request_key);
ALTER TABLE ONLY registration.results ADD CONSTRAINT results_pkey PRIMARY KEY (account_id, webinar_id, email, registrant_id);
ALTER TABLE ONLY settings.erased_people ADD CONSTRAINT erased_people_pkey PRIMARY KEY (email_sha256);
ALTER TABLE ONLY settings.excluded_contact_domains ADD CONSTRAINT excluded_contact_domains_pkey PRIMARY KEY (domain);
ALTER TABLE ONLY settings.excluded_host_domains ADD CONSTRAINT excluded_host_domains_pkey PRIMARY KEY (domain, applies_to);
ALTER TABLE ONLY settings.history ADD CONSTRAINT history_pkey PRIMARY KEY (change_id);
ALTER TABLE ONLY settings.hosts ADD CONSTRAINT hosts_pkey PRIMARY KEY (account_id, host_id);
ALTER TABLE ONLY settings.sync ADD CONSTRAINT sync_pkey PRIMARY KEY (id);
ALTER TABLE ONLY settings.webinars ADD CONSTRAINT webinars_pkey PRIMARY KEY (account_id, webinar_id);
ALTER TABLE ONLY sync.api_requests ADD CONSTRAINT api_requests_pkey PRIMARY KEY (run_id, api, account_id, label, endpoint);
ALTER TABLE ONLY sync.changes ADD CONSTRAINT changes_pkey PRIMARY KEY (version);
ALTER TABLE ONLY sync.codes ADD CONSTRAINT codes_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sync.definitions ADD CONSTRAINT definitions_pkey PRIMARY KEY (name);
ALTER TABLE ONLY sync.errors ADD CONSTRAINT errors_pkey PRIMARY KEY (object_kind, object_key, code);
ALTER TABLE ONLY sync.loaded_outcomes ADD CONSTRAINT loaded_outcomes_pkey PRIMARY KEY (account_id, webinar_id, code);
ALTER TABLE ONLY sync.loaded_webinars ADD CONSTRAINT loaded_webinars_pkey PRIMARY KEY (account_id, webinar_id);
ALTER TABLE ONLY sync.outcomes ADD CONSTRAINT outcomes_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key, subject, subject_key);
ALTER TABLE ONLY sync.rejected_rows ADD CONSTRAINT rejected_rows_pkey PRIMARY KEY (source, row_key);
ALTER TABLE ONLY sync.run_steps ADD CONSTRAINT run_steps_pkey PRIMARY KEY (run_id, step, account_id);
ALTER TABLE ONLY sync.runs ADD CONSTRAINT runs_pkey PRIMARY KEY (run_id);
ALTER TABLE ONLY sync.state ADD CONSTRAINT state_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sync.validations ADD CONSTRAINT validations_pkey PRIMARY KEY (run_id, account_id, suite);
ALTER TABLE ONLY sync.watermarks ADD CONSTRAINT watermarks_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY sync.webinars_to_load ADD CONSTRAINT webinars_to_load_pkey PRIMARY KEY (version);
ALTER TABLE ONLY zoom.accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY zoom.announced_starts ADD CONSTRAINT announced_starts_pkey PRIMARY KEY (account_id, webinar_id, occurrence_id, first_read_at);
ALTER TABLE ONLY zoom.connections ADD CONSTRAINT connections_pkey PRIMARY KEY (account_id, session_uuid, row_key);
ALTER TABLE ONLY zoom.extractions ADD CONSTRAINT extractions_pkey PRIMARY KEY (extraction);
ALTER TABLE ONLY zoom.history ADD CONSTRAINT history_pkey PRIMARY KEY (account_id, row_key);
ALTER TABLE ONLY zoom.listed_webinars ADD CONSTRAINT listed_webinars_pkey PRIMARY KEY (account_id, user_id, webinar_id);
ALTER TABLE ONLY zoom.occurrences ADD CONSTRAINT occurrences_pkey PRIMARY KEY (account_id, webinar_id, occurrence_key);
ALTER TABLE ONLY zoom.odd_answers ADD CONSTRAINT odd_answers_pkey PRIMARY KEY (account_id, object_kind, object_key);
ALTER TABLE ONLY zoom.rate_limits ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (account_id, label);
ALTER TABLE ONLY zoom.readings ADD CONSTRAINT readings_pkey PRIMARY KEY (account_id, kind, object_key);
ALTER TABLE ONLY zoom.refusals ADD CONSTRAINT refusals_pkey PRIMARY KEY (account_id, object_kind, object_key);
ALTER TABLE ONLY zoom.registrants ADD CONSTRAINT registrants_pkey PRIMARY KEY (account_id, webinar_id, row_key, occurrence_id);
ALTER TABLE ONLY zoom.sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (account_id, session_uuid);
ALTER TABLE ONLY zoom.staff ADD CONSTRAINT staff_pkey PRIMARY KEY (account_id, webinar_id, source, person_key, first_read_at);
ALTER TABLE ONLY zoom.users ADD CONSTRAINT users_pkey PRIMARY KEY (account_id, user_id);
ALTER TABLE ONLY zoom.webinar_uuids ADD CONSTRAINT webinar_uuids_pkey PRIMARY KEY (account_id, event_uuid);
ALTER TABLE ONLY zoom.webinars ADD CONSTRAINT webinars_pkey PRIMARY KEY (account_id, webinar_id);
CREATE INDEX address_statuses_email_idx ON hubspot.address_statuses USING btree (email) WHERE (primary_email IS NOT NULL);
CREATE INDEX contacts_additional_emails_idx ON hubspot.contacts USING gin (additional_emails);
CREATE INDEX contacts_contact_id_idx ON hubspot.contacts USING btree (contact_id) WHERE (additional_emails <> '{}'::text[]);
CREATE INDEX contacts_email_idx ON hubspot.contacts USING btree (email);
CREATE INDEX contacts_reverse_idx ON hubspot.contacts USING btree (reverse(split_part(email, '@'::text, '-1'::integer)) COLLATE "C");
CREATE INDEX users_email_idx ON hubspot.users USING btree (email);
CREATE INDEX attendance_connections_account_id_webinar_id_idx ON marts.attendance_connections USING btree (account_id, webinar_id);
CREATE INDEX participations_email_idx ON marts.participations USING btree (email);
CREATE INDEX registrations_email_idx ON marts.registrations USING btree (email);
CREATE INDEX timeline_events_account_id_webinar_id_idx ON marts.timeline_events USING btree (account_id, webinar_id);
CREATE INDEX requests_next_answer_at_idx ON registration.requests USING btree (next_answer_at) WHERE ((code IS NOT NULL) AND (answered_at IS NULL) AND (NOT is_expired));
CREATE INDEX requests_not_before_idx ON registration.requests USING btree (not_before) WHERE (code IS NULL);
CREATE INDEX changes_kind_idx ON sync.changes USING btree (kind);
CREATE INDEX loaded_webinars_run_id_idx ON sync.loaded_webinars USING btree (run_id);
CREATE INDEX outcomes_email_idx ON sync.outcomes USING btree (email);
CREATE INDEX outcomes_reverse_idx ON sync.outcomes USING btree (reverse(split_part(email, '@'::text, '-1'::integer)) COLLATE "C") WHERE (email IS NOT NULL);
CREATE INDEX rejected_rows_source_account_id_object_key_idx ON sync.rejected_rows USING btree (source, account_id, object_key);
CREATE INDEX webinars_to_load_account_id_webinar_id_idx ON sync.webinars_to_load USING btree (account_id, webinar_id);
CREATE INDEX connections_account_id_participant_user_id_idx ON zoom.connections USING btree (account_id, participant_user_id) WHERE (participant_user_id IS NOT NULL);
CREATE INDEX extractions_account_id_purpose_idx ON zoom.extractions USING btree (account_id, purpose) WHERE (ended_at IS NULL);
CREATE INDEX history_account_id_run_id_idx ON zoom.history USING btree (account_id, run_id);
CREATE INDEX readings_account_id_webinar_id_idx ON zoom.readings USING btree (account_id, webinar_id);
CREATE INDEX sessions_account_id_idx ON zoom.sessions USING btree (account_id) WHERE (occurrence_key IS NULL);
CREATE INDEX sessions_account_id_webinar_id_idx ON zoom.sessions USING btree (account_id, webinar_id);
CREATE INDEX staff_account_id_zoom_id_idx ON zoom.staff USING btree (account_id, zoom_id) WHERE (zoom_id IS NOT NULL);
CREATE TRIGGER follow_delete AFTER DELETE ON hubspot.address_statuses REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select distinct ''address'', address.email
        from changed
        cross join
            lateral (values (changed.email), (changed.primary_email)) as address (email)
        where address.email is not null
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON hubspot.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct address.email))
        from changed
        cross join lateral unnest(changed.email || changed.additional_emails) as address (email)
        having count(*) > 0
    ', 'read_at', 'has_first_name', 'has_last_name');
CREATE TRIGGER follow_delete AFTER DELETE ON hubspot.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct changed.email))
        from changed
        having count(*) > 0
    ', 'read_at');
CREATE TRIGGER follow_insert AFTER INSERT ON hubspot.address_statuses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select distinct ''address'', address.email
        from changed
        cross join
            lateral (values (changed.email), (changed.primary_email)) as address (email)
        where address.email is not null
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON hubspot.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct address.email))
        from changed
        cross join lateral unnest(changed.email || changed.additional_emails) as address (email)
        having count(*) > 0
    ', 'read_at', 'has_first_name', 'has_last_name');
CREATE TRIGGER follow_insert AFTER INSERT ON hubspot.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct changed.email))
        from changed
        having count(*) > 0
    ', 'read_at');
CREATE TRIGGER follow_update AFTER UPDATE ON hubspot.address_statuses REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select distinct ''address'', address.email
        from changed
        cross join
            lateral (values (changed.email), (changed.primary_email)) as address (email)
        where address.email is not null
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON hubspot.contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct address.email))
        from changed
        cross join lateral unnest(changed.email || changed.additional_emails) as address (email)
        having count(*) > 0
    ', 'read_at', 'has_first_name', 'has_last_name');
CREATE TRIGGER follow_update AFTER UPDATE ON hubspot.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        select hubspot.refresh_address_statuses(array_agg(distinct changed.email))
        from changed
        having count(*) > 0
    ', 'read_at');
CREATE TRIGGER follow_delete AFTER DELETE ON registration.results REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''registration.results'' from changed');
CREATE TRIGGER follow_insert AFTER INSERT ON registration.results REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''registration.results'' from changed');
CREATE TRIGGER follow_update AFTER UPDATE ON registration.results REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''registration.results'' from changed');
CREATE TRIGGER notify_requests AFTER INSERT ON registration.requests FOR EACH STATEMENT EXECUTE FUNCTION registration.notify_requests();
CREATE TRIGGER follow_delete AFTER DELETE ON settings.erased_people REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''erased_people'', changed.email_sha256
        from changed
    ', 'erased_at');
CREATE TRIGGER follow_delete AFTER DELETE ON settings.excluded_contact_domains REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''contact_domain'', changed.domain
        from changed
        cross join
            lateral (
                select hubspot.refresh_address_statuses(array(
                    select contact.email
                    from hubspot.contacts as contact
                    where
                        reverse(split_part(contact.email, ''@'', -1)) collate "C"
                        = reverse(changed.domain)
                        or (
                            reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            >= reverse(changed.domain) || ''.''
                            and reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            < reverse(changed.domain) || ''/''
                        )
                    union
                    select additional.email
                    from hubspot.contacts as contact
                    cross join lateral unnest(contact.additional_emails) as additional (email)
                    where
                        contact.additional_emails <> ''{}''
                        and settings.in_domain(additional.email, changed.domain)
                ))
            ) as refreshed
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON settings.excluded_host_domains REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''host_domain'', changed.domain
        from changed
        where changed.applies_to = ''webinars''
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON settings.hosts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct ''host'', changed.account_id, changed.host_id
        from changed
    ', 'recordings');
CREATE TRIGGER follow_delete AFTER DELETE ON settings.sync REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind)
        select ''everything''
        from changed
        having count(distinct changed.sync_webinars) > 1
        union all
        select ''excluded_webinars''
        from changed
        having count(distinct changed.on_exclude) > 1
        union all
        select ''secondary_addresses''
        from changed
        having count(distinct changed.match_secondary_emails) > 1
        union all
        select ''contacts''
        from changed
        having count(distinct coalesce(changed.property_cutoff, ''infinity'')) > 1
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON settings.webinars REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, ''settings.webinars''
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.erased_people REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''erased_people'', changed.email_sha256
        from changed
    ', 'erased_at');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.excluded_contact_domains REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''contact_domain'', changed.domain
        from changed
        cross join
            lateral (
                select hubspot.refresh_address_statuses(array(
                    select contact.email
                    from hubspot.contacts as contact
                    where
                        reverse(split_part(contact.email, ''@'', -1)) collate "C"
                        = reverse(changed.domain)
                        or (
                            reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            >= reverse(changed.domain) || ''.''
                            and reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            < reverse(changed.domain) || ''/''
                        )
                    union
                    select additional.email
                    from hubspot.contacts as contact
                    cross join lateral unnest(contact.additional_emails) as additional (email)
                    where
                        contact.additional_emails <> ''{}''
                        and settings.in_domain(additional.email, changed.domain)
                ))
            ) as refreshed
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.excluded_host_domains REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''host_domain'', changed.domain
        from changed
        where changed.applies_to = ''webinars''
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.hosts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct ''host'', changed.account_id, changed.host_id
        from changed
    ', 'recordings');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.sync REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind)
        select ''everything''
        from changed
        having count(distinct changed.sync_webinars) > 1
        union all
        select ''excluded_webinars''
        from changed
        having count(distinct changed.on_exclude) > 1
        union all
        select ''secondary_addresses''
        from changed
        having count(distinct changed.match_secondary_emails) > 1
        union all
        select ''contacts''
        from changed
        having count(distinct coalesce(changed.property_cutoff, ''infinity'')) > 1
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON settings.webinars REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, ''settings.webinars''
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.erased_people REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''erased_people'', changed.email_sha256
        from changed
    ', 'erased_at');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.excluded_contact_domains REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''contact_domain'', changed.domain
        from changed
        cross join
            lateral (
                select hubspot.refresh_address_statuses(array(
                    select contact.email
                    from hubspot.contacts as contact
                    where
                        reverse(split_part(contact.email, ''@'', -1)) collate "C"
                        = reverse(changed.domain)
                        or (
                            reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            >= reverse(changed.domain) || ''.''
                            and reverse(split_part(contact.email, ''@'', -1)) collate "C"
                            < reverse(changed.domain) || ''/''
                        )
                    union
                    select additional.email
                    from hubspot.contacts as contact
                    cross join lateral unnest(contact.additional_emails) as additional (email)
                    where
                        contact.additional_emails <> ''{}''
                        and settings.in_domain(additional.email, changed.domain)
                ))
            ) as refreshed
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.excluded_host_domains REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, value)
        select ''host_domain'', changed.domain
        from changed
        where changed.applies_to = ''webinars''
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.hosts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct ''host'', changed.account_id, changed.host_id
        from changed
    ', 'recordings');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.sync REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind)
        select ''everything''
        from changed
        having count(distinct changed.sync_webinars) > 1
        union all
        select ''excluded_webinars''
        from changed
        having count(distinct changed.on_exclude) > 1
        union all
        select ''secondary_addresses''
        from changed
        having count(distinct changed.match_secondary_emails) > 1
        union all
        select ''contacts''
        from changed
        having count(distinct coalesce(changed.property_cutoff, ''infinity'')) > 1
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON settings.webinars REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct webinar.account_id, webinar.webinar_id, ''settings.webinars''
        from changed
        inner join zoom.webinars as webinar
            on webinar.account_id = changed.account_id and webinar.webinar_id = changed.webinar_id
    ');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.erased_people FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.excluded_contact_domains FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.excluded_host_domains FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.hosts FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.sync FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings.webinars FOR EACH ROW EXECUTE FUNCTION settings.record_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON settings.sync FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('settings.sync has always one row: update it instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.erased_people FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('truncate leaves no history: delete the rows instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.excluded_contact_domains FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('truncate leaves no history: delete the rows instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.excluded_host_domains FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('truncate leaves no history: delete the rows instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.hosts FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('truncate leaves no history: delete the rows instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.sync FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('settings.sync has always one row: update it instead');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON settings.webinars FOR EACH STATEMENT EXECUTE FUNCTION settings.refuse_change('truncate leaves no history: delete the rows instead');
CREATE TRIGGER follow_delete AFTER DELETE ON sync.rejected_rows REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''sync.rejected_rows''
        from changed
        inner join zoom.sessions as session
            on
                session.account_id = changed.account_id
                and session.session_uuid = changed.object_key
        where changed.source = ''participants''
        union
        select changed.account_id, cast(changed.object_key as bigint), ''sync.rejected_rows''
        from changed
        where changed.source = ''registrants''
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON sync.rejected_rows REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''sync.rejected_rows''
        from changed
        inner join zoom.sessions as session
            on
                session.account_id = changed.account_id
                and session.session_uuid = changed.object_key
        where changed.source = ''participants''
        union
        select changed.account_id, cast(changed.object_key as bigint), ''sync.rejected_rows''
        from changed
        where changed.source = ''registrants''
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON sync.rejected_rows REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''sync.rejected_rows''
        from changed
        inner join zoom.sessions as session
            on
                session.account_id = changed.account_id
                and session.session_uuid = changed.object_key
        where changed.source = ''participants''
        union
        select changed.account_id, cast(changed.object_key as bigint), ''sync.rejected_rows''
        from changed
        where changed.source = ''registrants''
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.accounts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct event.account_id, event.webinar_id, ''zoom.accounts''
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
                and event.status in (''scheduled'', ''ended'')
                and event.scheduled_at <= upper(added.history)
                and event.scheduled_end_at + interval ''48 hours'' >= lower(added.history)
        cross join
            lateral (
                values
                (event.scheduled_end_at),
                (event.scheduled_end_at + interval ''24 hours''),
                (event.scheduled_at + interval ''48 hours'')
            ) as decided (at)
        cross join lateral (select tstzrange(event.scheduled_at, decided.at) as stretch) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
        union
        -- An unscheduled session is placed once what surrounds it is known.
        select session.account_id, session.webinar_id, ''zoom.accounts''
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
                    session.started_at - interval ''1 hour'', session.ended_at + interval ''24 hours''
                ) as stretch
            ) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
    ', 'brand', 'is_primary', 'is_discovered', 'history_read_until');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.announced_starts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.announced_starts'' from changed', 'last_read_at', 'occurrence_key');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.connections REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''zoom.connections''
        from (select distinct account_id, session_uuid from changed) as report
        inner join zoom.sessions as session
            on
                session.account_id = report.account_id
                and session.session_uuid = report.session_uuid
    ');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.readings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct reading.account_id, reading.webinar_id, ''zoom.readings''
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
            or (reading.is_first and reading.kind in (''registrants'', ''participants''))
    ', 'checked_digest', 'must_repeat', 'extraction');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.registrants REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.registrants'' from changed');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.sessions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.sessions'' from changed', 'people_counted', 'people_read', 'read_from', 'report_digest', 'same_since', 'attempts', 'next_attempt_at', 'occurrence_key', 'is_placement_final');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.staff REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.staff'' from changed', 'payload');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct concerned.kind, changed.account_id, concerned.value
        from changed
        cross join
            lateral (
                values
                (''zoom_user'', changed.user_id),
                (''host_address'', lower(trim(changed.email)))
            ) as concerned (kind, value)
        where concerned.value <> ''''
    ', 'payload');
CREATE TRIGGER follow_delete AFTER DELETE ON zoom.webinars REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.webinars'' from changed', 'first_seen_at');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.accounts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct event.account_id, event.webinar_id, ''zoom.accounts''
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
                and event.status in (''scheduled'', ''ended'')
                and event.scheduled_at <= upper(added.history)
                and event.scheduled_end_at + interval ''48 hours'' >= lower(added.history)
        cross join
            lateral (
                values
                (event.scheduled_end_at),
                (event.scheduled_end_at + interval ''24 hours''),
                (event.scheduled_at + interval ''48 hours'')
            ) as decided (at)
        cross join lateral (select tstzrange(event.scheduled_at, decided.at) as stretch) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
        union
        -- An unscheduled session is placed once what surrounds it is known.
        select session.account_id, session.webinar_id, ''zoom.accounts''
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
                    session.started_at - interval ''1 hour'', session.ended_at + interval ''24 hours''
                ) as stretch
            ) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
    ', 'brand', 'is_primary', 'is_discovered', 'history_read_until');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.announced_starts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.announced_starts'' from changed', 'last_read_at', 'occurrence_key');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.connections REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''zoom.connections''
        from (select distinct account_id, session_uuid from changed) as report
        inner join zoom.sessions as session
            on
                session.account_id = report.account_id
                and session.session_uuid = report.session_uuid
    ');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.readings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct reading.account_id, reading.webinar_id, ''zoom.readings''
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
            or (reading.is_first and reading.kind in (''registrants'', ''participants''))
    ', 'checked_digest', 'must_repeat', 'extraction');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.registrants REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.registrants'' from changed');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.sessions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.sessions'' from changed', 'people_counted', 'people_read', 'read_from', 'report_digest', 'same_since', 'attempts', 'next_attempt_at', 'occurrence_key', 'is_placement_final');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.staff REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.staff'' from changed', 'payload');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct concerned.kind, changed.account_id, concerned.value
        from changed
        cross join
            lateral (
                values
                (''zoom_user'', changed.user_id),
                (''host_address'', lower(trim(changed.email)))
            ) as concerned (kind, value)
        where concerned.value <> ''''
    ', 'payload');
CREATE TRIGGER follow_insert AFTER INSERT ON zoom.webinars REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.webinars'' from changed', 'first_seen_at');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.accounts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct event.account_id, event.webinar_id, ''zoom.accounts''
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
                and event.status in (''scheduled'', ''ended'')
                and event.scheduled_at <= upper(added.history)
                and event.scheduled_end_at + interval ''48 hours'' >= lower(added.history)
        cross join
            lateral (
                values
                (event.scheduled_end_at),
                (event.scheduled_end_at + interval ''24 hours''),
                (event.scheduled_at + interval ''48 hours'')
            ) as decided (at)
        cross join lateral (select tstzrange(event.scheduled_at, decided.at) as stretch) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
        union
        -- An unscheduled session is placed once what surrounds it is known.
        select session.account_id, session.webinar_id, ''zoom.accounts''
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
                    session.started_at - interval ''1 hour'', session.ended_at + interval ''24 hours''
                ) as stretch
            ) as needed
        where
            account.known_history @> needed.stretch
            and not changed.known_history @> needed.stretch
    ', 'brand', 'is_primary', 'is_discovered', 'history_read_until');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.announced_starts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.announced_starts'' from changed', 'last_read_at', 'occurrence_key');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.connections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct session.account_id, session.webinar_id, ''zoom.connections''
        from (select distinct account_id, session_uuid from changed) as report
        inner join zoom.sessions as session
            on
                session.account_id = report.account_id
                and session.session_uuid = report.session_uuid
    ');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.readings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.webinars_to_load (account_id, webinar_id, reason)
        select distinct reading.account_id, reading.webinar_id, ''zoom.readings''
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
            or (reading.is_first and reading.kind in (''registrants'', ''participants''))
    ', 'checked_digest', 'must_repeat', 'extraction');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.registrants REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.registrants'' from changed');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.sessions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.sessions'' from changed', 'people_counted', 'people_read', 'read_from', 'report_digest', 'same_since', 'attempts', 'next_attempt_at', 'occurrence_key', 'is_placement_final');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.staff REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.staff'' from changed', 'payload');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('
        insert into sync.changes (kind, account_id, value)
        select distinct concerned.kind, changed.account_id, concerned.value
        from changed
        cross join
            lateral (
                values
                (''zoom_user'', changed.user_id),
                (''host_address'', lower(trim(changed.email)))
            ) as concerned (kind, value)
        where concerned.value <> ''''
    ', 'payload');
CREATE TRIGGER follow_update AFTER UPDATE ON zoom.webinars REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.follow_change('insert into sync.webinars_to_load (account_id, webinar_id, reason) select distinct account_id, webinar_id, ''zoom.webinars'' from changed', 'first_seen_at');
