create or replace function settings.without_erased_addresses(sent jsonb) returns jsonb
language plpgsql volatile
as $$
declare
    needles text[];
    replacements text[];
begin
    select array_agg(erased.value), array_agg(erased.replacement) into needles, replacements
    from settings.find_erased_in(array(
        select part.value #>> '{}'
        from jsonb_path_query(sent, 'strict $.**') as part (value)
        where jsonb_typeof(part.value) = 'string'
    )) as erased;
    if needles is null then
        return sent;
    end if;
    return settings.replace_needles(sent::text, needles, replacements)::jsonb;
end
$$;
comment on function settings.without_erased_addresses is
'What was sent, with digests in place of the addresses of people who asked to be forgotten';
