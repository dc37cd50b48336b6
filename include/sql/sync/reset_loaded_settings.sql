-- Settings, mirror or users changed, or somebody emptied marts: every webinar is to be computed
-- anew.
update sync.state
set loaded_settings = null
where
    loaded_settings is distinct from :fingerprint
    or (
        exists (
            select 1 from sync.outcomes
            where code = 'synced'
        )
        and (
            not exists (select 1 from marts.contacts)
            or not exists (select 1 from marts.marketing_events)
            or not exists (select 1 from marts.participations)
        )
    )
