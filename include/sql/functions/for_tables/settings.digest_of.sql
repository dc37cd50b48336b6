create or replace function settings.digest_of(kind text, value text) returns text
language plpgsql stable strict security definer set search_path = pg_catalog, pg_temp
as $$
declare
    pads record;
begin
    select key.inner_pad, key.outer_pad into pads from settings.erasure_key as key;
    if not found then
        raise exception
            'The key of the erasures is missing: restore the row of settings.erasure_key from '
            'its own backup. Without it, people who asked to be forgotten would come back.';
    end if;
    return encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(kind || ' ' || value, 'UTF8'))),
        'hex'
    );
end
$$;
comment on function settings.digest_of is
'HMAC-SHA256, by the key of the erasures, of an address (trimmed, in lower case), an id or a name';
