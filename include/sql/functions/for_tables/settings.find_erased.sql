create or replace function settings.find_erased(kind text, candidates text[])
returns table (value text, replacement text, erasure_id bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    kind_of_all alias for $1;
begin
    -- After whoever erases somebody at this moment: the check then sees them.
    perform pg_advisory_xact_lock_shared(hashtextextended('erasure', 0));
    if not exists (select 1 from settings.erased_people) then
        return;
    end if;
    return query
    select distinct
        candidate.text,
        erased.replacement,
        erased.erasure_id
    from settings.erasure_key as key
    cross join unnest(candidates) as candidate (text)
    inner join settings.erased_people as erased
        on
            erased.kind = kind_of_all
            and erased.digest = encode(
                sha256(
                    key.outer_pad
                    || sha256(key.inner_pad || convert_to(kind_of_all || ' ' || candidate.text, 'UTF8'))
                ),
                'hex'
            );
    if not exists (select 1 from settings.erasure_key) then
        perform settings.digest_of(kind_of_all, '');
    end if;
end
$$;
comment on function settings.find_erased is
'Which of some addresses, ids or names are of people who asked to be forgotten';
