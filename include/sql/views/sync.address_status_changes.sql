create or replace view sync.address_status_changes as
select distinct changed.email
from hubspot.address_statuses as latest
full join sync.loaded_address_statuses as loaded on loaded.email = latest.email
cross join
    lateral (
        values
        (coalesce(latest.email, loaded.email)),
        (latest.primary_email),
        (loaded.primary_email)
    ) as changed (email)
where
    changed.email is not null
    and (latest.code, latest.primary_email) is distinct from (loaded.code, loaded.primary_email);
comment on view sync.address_status_changes is
'Addresses whose status in HubSpot is not the one that marts were computed with';
