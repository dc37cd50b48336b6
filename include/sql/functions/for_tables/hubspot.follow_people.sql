create or replace function hubspot.follow_people() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'TRUNCATE' then
        perform hubspot.mark_everybody();
    elsif not hubspot.is_followed() then
        return null;
    elsif tg_op = 'INSERT' then
        insert into hubspot.people_to_compare (email)
        select distinct email
        from new_rows;
    elsif tg_op = 'DELETE' then
        insert into hubspot.people_to_compare (email)
        select distinct email
        from old_rows;
    else
        insert into hubspot.people_to_compare (email)
        select email
        from new_rows
        union
        select email
        from old_rows;
    end if;
    return null;
end
$$;
comment on function hubspot.follow_people is
'Marks the people of whom rows changed: see hubspot.people_to_compare';
