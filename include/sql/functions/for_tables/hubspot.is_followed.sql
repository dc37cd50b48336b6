create or replace function hubspot.is_followed() returns boolean
language plpgsql stable
as $$
begin
    return exists (select 1 from hubspot.portal) or exists (select 1 from hubspot.connected);
end
$$;
comment on function hubspot.is_followed is
'Whether HubSpot was ever connected: until then nobody is marked, and then everybody is at once';
