-- name: fetch_settings
-- Select what the settings say of people: one row.
select
    sync.on_exclude = 'withdraw' as withdraws_excluded,
    sync.match_secondary_emails,
    sync.property_cutoff,
    coalesce((
        select string_agg(domain, ',' order by domain)
        from settings.excluded_contact_domains
    ), '') as excluded_contact_domains
from settings.sync as sync;

-- name: lock_sync
-- Select what holds for everything, locked until the transaction ends: changes follow each other.
select
    sync_webinars,
    recordings,
    on_exclude,
    registrations_kept_days,
    records_kept_days,
    zoom_kept_days,
    match_secondary_emails,
    property_cutoff,
    contact_properties,
    custom_events,
    beside_native_app,
    difference_threshold_percent,
    push_since,
    polls,
    questions,
    registration_answers,
    registration_sources
from settings.sync
for update;

-- name: update_sync
-- Set what holds for everything.
update settings.sync
set
    sync_webinars = :sync_webinars,
    recordings = :recordings,
    on_exclude = :on_exclude,
    registrations_kept_days = :registrations_kept_days,
    records_kept_days = :records_kept_days,
    zoom_kept_days = :zoom_kept_days,
    match_secondary_emails = :match_secondary_emails,
    property_cutoff = :property_cutoff,
    contact_properties = :contact_properties,
    custom_events = :custom_events,
    beside_native_app = :beside_native_app,
    difference_threshold_percent = :difference_threshold_percent,
    push_since = :push_since,
    polls = :polls,
    questions = :questions,
    registration_answers = :registration_answers,
    registration_sources = :registration_sources;

-- name: set_changed_by
-- Say for the rest of the transaction who requested its changes: settings.history records it.
select set_config('webinar_sync.changed_by', :changed_by, true) as changed_by;

-- name: select_zoom_kept_days
-- Select for how many days rows of the schema zoom about people are kept; null: for ever.
select zoom_kept_days
from settings.sync;
