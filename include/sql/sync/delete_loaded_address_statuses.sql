-- Addresses about which HubSpot's mirror decides nothing any more.
delete from sync.loaded_address_statuses as known
where not exists (
    select 1 from staging.address_statuses as loaded
    where loaded.email = known.email
)
