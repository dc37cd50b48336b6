-- Set what holds for everything.
update settings.sync
set
    sync_webinars = :sync_webinars,
    recordings = :recordings,
    on_exclude = :on_exclude,
    match_secondary_emails = :match_secondary_emails,
    property_cutoff = :property_cutoff
