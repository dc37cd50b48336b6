create or replace function marts.contact_id(email text, salt text) returns bigint
language sql immutable strict parallel safe
as $$
select ('x' || left(encode(sha256(convert_to(salt || email, 'UTF8')), 'hex'), 16))::bit(64)::bigint
    & 9223372036854775807
$$;
comment on function marts.contact_id is
'A number for an address that stays the same for ever and, without the salt, tells nothing of it';
