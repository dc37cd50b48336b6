-- Note the settings that marts were computed with.
update sync.state
set loaded_settings = :fingerprint
where loaded_settings is distinct from :fingerprint
