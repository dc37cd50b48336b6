-- Addresses about which HubSpot's mirror decides nothing any more.
delete from sync.loaded_standings as known
where not exists (
    select 1 from staging.standings as loaded
    where loaded.email = known.email
)
