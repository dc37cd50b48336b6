-- Set what holds for everything.
update settings.sync
set
    sync_webinars = :sync_webinars,
    recordings = :recordings,
    on_exclude = :on_exclude,
    match_secondary_emails = :match_secondary_emails,
    property_cutoff = :property_cutoff,
    contact_properties = :contact_properties,
    custom_events = :custom_events,
    difference_threshold_percent = :difference_threshold_percent
