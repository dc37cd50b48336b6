create or replace function settings.names_erased(sent jsonb) returns boolean
language plpgsql volatile
as $$
declare
    texts text[];
begin
    if not settings.has_erasures() then
        return false;
    end if;
    texts := array(
        select distinct part.value #>> '{}'
        from jsonb_path_query(sent, 'strict $.**') as part (value)
        where jsonb_typeof(part.value) = 'string'
    );
    return exists (select 1 from settings.find_erased('zoom_id', texts))
        or exists (
            select 1
            from settings.find_erased('address', array(
                select settings.normalise_address(address)
                from unnest(texts) as address
                where address like '%@%'
            ))
        );
end
$$;
comment on function settings.names_erased is
'Whether something that was sent has an address or an id of somebody who asked to be forgotten';
