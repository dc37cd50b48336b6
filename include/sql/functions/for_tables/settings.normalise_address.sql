create or replace function settings.normalise_address(address text) returns text
language sql immutable parallel safe
as $$
select lower(regexp_replace(address, '^\s+|\s+$', '', 'g'))
$$;
comment on function settings.normalise_address is 'An address, trimmed and in lower case';
