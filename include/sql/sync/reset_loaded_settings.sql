-- Settings, mirror or users changed: every webinar is to be computed anew.
update sync.state
set loaded_settings = null
where loaded_settings is distinct from :fingerprint
