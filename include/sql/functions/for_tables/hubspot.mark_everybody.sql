create or replace function hubspot.mark_everybody() returns void
language plpgsql
as $$
begin
    if not hubspot.is_followed() then
        return;
    end if;
    -- A load that is under way may have begun before HubSpot was connected, and marks nobody.
    perform pg_advisory_xact_lock(hashtextextended('load', 0));
    insert into hubspot.people_to_compare (email)
    select email
    from marts.contacts
    union
    select email
    from hubspot.sent_contacts
    union
    select email
    from hubspot.sent_participations;
end
$$;
comment on function hubspot.mark_everybody is
'Marks everybody whom HubSpot was told of, or might be: the next push compares them all';
