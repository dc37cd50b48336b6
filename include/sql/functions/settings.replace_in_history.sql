create or replace function settings.replace_in_history(needles text[]) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    erased text[];
    digests text[];
begin
    select
        array_agg(known.value order by length(known.value) desc),
        array_agg(known.replacement order by length(known.value) desc)
    into erased, digests
    from (
        select address.value, address.replacement
        from settings.find_erased('address', needles) as address
        union all
        select zoom_id.value, zoom_id.replacement
        from settings.find_erased('zoom_id', needles) as zoom_id
    ) as known;
    if erased is null then
        return 0;
    end if;
    return settings.replace_in_table('settings.history', erased, digests);
end
$$;
comment on function settings.replace_in_history is
'Replaces addresses and ids of people who asked to be forgotten in settings.history, which jobs '
'may not change otherwise; returns how many rows held one';
revoke execute on function settings.replace_in_history from public;
