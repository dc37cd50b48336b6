-- What the roles job, pages, door and reader may do; the owner owns everything. Every `migrate`
-- gives it anew, after taking all of it away. docs/security.md says which service has which.
revoke all on all tables in schema zoom, marts, sync, settings, hubspot, registration
from webinar_sync_job, webinar_sync_pages, webinar_sync_door, webinar_sync_reader;
revoke all on schema zoom, marts, sync, settings, hubspot, registration, staging
from webinar_sync_job, webinar_sync_pages, webinar_sync_door, webinar_sync_reader;
revoke all on all functions in schema settings, sync
from webinar_sync_job, webinar_sync_pages, webinar_sync_door, webinar_sync_reader;

-- These run with the owner's rights, so not everybody may call them.
revoke execute on function
settings.digest_of, settings.strip_row, settings.replace_in_history, sync.analyze_table
from public;

-- The job: what tasks do. It may neither change tables, nor what settings.history says.
grant usage on schema zoom, marts, sync, settings, hubspot, registration to webinar_sync_job;
grant usage, create on schema staging to webinar_sync_job;
grant select on all tables in schema zoom, marts, sync, settings, hubspot, registration
to webinar_sync_job;
grant insert, update, delete on all tables in schema zoom, marts, sync, hubspot, registration
to webinar_sync_job;
revoke insert, update, delete on sync.codes, sync.definitions from webinar_sync_job;
grant insert, update, delete on
settings.hosts, settings.webinars, settings.excluded_host_domains,
settings.excluded_contact_domains, settings.question_properties, settings.segments
to webinar_sync_job;
grant update on settings.sync to webinar_sync_job;
grant insert, update, delete on settings.erasures, settings.erased_people to webinar_sync_job;
revoke select on settings.erasure_key from webinar_sync_job;
grant insert on settings.history to webinar_sync_job;
grant execute on function
settings.digest_of, settings.strip_row, settings.replace_in_history, sync.analyze_table
to webinar_sync_job;

-- The pages show everything, and change settings. The rest is what triggers on settings write, for
-- the next load and the next push; and what a plan writes of the gate, and takes back.
grant usage on schema zoom, marts, sync, settings, hubspot, registration to webinar_sync_pages;
grant select on all tables in schema zoom, marts, sync, settings, hubspot, registration
to webinar_sync_pages;
revoke select on settings.erasure_key from webinar_sync_pages;
grant insert, update, delete on
settings.hosts, settings.webinars, settings.excluded_host_domains,
settings.excluded_contact_domains, settings.question_properties, settings.segments
to webinar_sync_pages;
grant update on settings.sync to webinar_sync_pages;
grant insert on
settings.history, sync.changes, sync.webinars_to_load, hubspot.people_to_compare
to webinar_sync_pages;
grant insert, update, delete on
hubspot.address_statuses, hubspot.connected, hubspot.held, hubspot.held_events, hubspot.braked,
hubspot.allowed_removals, hubspot.history_contacts, hubspot.history_events,
hubspot.released_webinars
to webinar_sync_pages;

-- The door: the webhooks, which put requests and events into the inboxes, and the triggerer, which
-- counts what is due there. Columns are listed: nobody's address or name can be read.
grant usage on schema zoom, sync, settings, hubspot, registration to webinar_sync_door;
grant insert (
    request_key, source, action, webinar, email, first_name, last_name, portal_id, workflow_id,
    hubspot_contact_id, asked_at, expires_at
) on registration.requests to webinar_sync_door;
grant select (request_key, code, expires_at) on registration.requests to webinar_sync_door;
grant update (
    delivered_at, expires_at, is_expired, answered_at, next_answer_at
) on registration.requests to webinar_sync_door;
grant select on registration.due, registration.open_webinars to webinar_sync_door;
grant select, insert on registration.signatures to webinar_sync_door;
grant select (portal_id) on hubspot.portal to webinar_sync_door;
grant insert (
    account_id, webinar_id, event, subject_key, occurred_at, session_uuid, due_at, handled_at,
    payload
) on zoom.webhook_events to webinar_sync_door;
grant select (
    account_id, webinar_id, event, subject_key, occurred_at, received_at, due_at, handled_at
) on zoom.webhook_events to webinar_sync_door;
grant select, insert, update on zoom.webhook_sessions to webinar_sync_door;
grant select, insert on zoom.webhook_cancellations to webinar_sync_door;
grant select (account_id) on zoom.accounts to webinar_sync_door;
grant select (account_id, webinar_id) on zoom.webinars to webinar_sync_door;
grant insert on sync.webinars_to_load to webinar_sync_door;
grant select (sync_webinars) on settings.sync to webinar_sync_door;
grant select (account_id, webinar_id, is_synced) on settings.webinars to webinar_sync_door;
grant select on settings.webinar_exclusions to webinar_sync_door;
grant select (erasure_id) on settings.erased_people to webinar_sync_door;

-- The reader: analysts see marts, and of sync everything but addresses and rows as Zoom sent them.
-- An outcome's subject_key may be an address, too. Columns are listed, so that a new one stays
-- hidden until somebody adds it here.
grant usage on schema marts, sync to webinar_sync_reader;
grant select on all tables in schema marts to webinar_sync_reader;
grant select on
sync.watermarks, sync.errors, sync.api_requests, sync.runs, sync.run_steps, sync.codes,
sync.validations, sync.run_accounts, sync.webinars_to_load, sync.webinars_waiting,
sync.loadable_webinars, sync.loaded_webinars, sync.loaded_outcomes, sync.frozen_outcomes,
sync.unchecked_readings, sync.readings_to_check, sync.obsolete_objects
to webinar_sync_reader;
grant select (
    account_id, webinar_id, occurrence_key, subject, code, connections, run_id
) on sync.outcomes to webinar_sync_reader;
grant select (
    source, row_key, account_id, object_key, reason, run_id
) on sync.rejected_rows to webinar_sync_reader;
