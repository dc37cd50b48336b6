-- What the roles job and reader may do. Every `migrate` gives it anew, after taking all of it away.
revoke all on all tables in schema zoom, marts, sync, settings, hubspot, registration
from webinar_sync_job, webinar_sync_reader;
revoke all on schema zoom, marts, sync, settings, hubspot, registration, staging
from webinar_sync_job, webinar_sync_reader;

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
grant execute on function settings.replace_in_history to webinar_sync_job;

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
