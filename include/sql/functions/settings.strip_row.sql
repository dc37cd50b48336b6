create or replace function settings.strip_row(is_connection boolean, sent jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    kept constant text[] := array[
        'status', 'create_time', 'join_time', 'leave_time', 'duration', 'type', '_occurrence_id'
    ];
    address_key constant text := case when is_connection then 'user_email' else 'email' end;
    own_ids constant text[] := case
        when is_connection then array[sent ->> 'participant_user_id', sent ->> 'id']
        else array[sent ->> 'id']
    end;
    own record;
    stripped jsonb;
    named record;
    digest_of_id text;
begin
    select erased.erasure_id, erased.replacement into own
    from settings.erased_people as erased
    where
        erased.kind = 'address'
        and erased.digest
        = settings.digest_of('address', settings.normalise_address(sent ->> address_key));
    if own.erasure_id is not null then
        insert into settings.erased_people (digest, erasure_id, kind, replacement)
        select distinct
            settings.digest_of('zoom_id', id.value),
            own.erasure_id,
            'zoom_id',
            'erased-' || left(settings.digest_of('zoom_id', id.value), 24)
        from unnest(own_ids) as id (value)
        where id.value <> ''
        on conflict (digest) do nothing;
    end if;
    select coalesce(jsonb_object_agg(member.key, member.value), '{}') into stripped
    from jsonb_each(sent) as member
    where member.key = any(kept);
    if own.replacement is not null then
        stripped := stripped || jsonb_build_object(address_key, own.replacement);
    end if;
    for named in
        select member.key, member.value
        from jsonb_each_text(sent) as member
        where member.key in ('id', 'registrant_id', 'participant_user_id') and member.value <> ''
    loop
        digest_of_id := settings.digest_of('zoom_id', named.value);
        if exists (
            select 1 from settings.erased_people as erased
            where erased.digest = digest_of_id
        ) then
            stripped := stripped
                || jsonb_build_object(named.key, 'erased-' || left(digest_of_id, 24));
        elsif named.key = 'registrant_id' then
            -- The link of somebody else, whose attendance it is.
            stripped := stripped || jsonb_build_object(named.key, named.value);
        end if;
    end loop;
    if is_connection and sent ->> 'user_id' <> '' then
        stripped := stripped || jsonb_build_object(
            'user_id', 'erased-' || left(settings.digest_of('user_id', sent ->> 'user_id'), 24)
        );
    end if;
    return stripped;
end
$$;
comment on function settings.strip_row is
'What is left of a row as Zoom sent it of somebody who asked to be forgotten: times and states, '
'which counts are made of, and keyed digests in place of address and ids';
