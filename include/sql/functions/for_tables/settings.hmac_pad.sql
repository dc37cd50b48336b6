create or replace function settings.hmac_pad(key bytea, mask int) returns bytea
language sql immutable strict parallel safe
as $$
select decode(
    string_agg(
        lpad(to_hex((case when place < length(key) then get_byte(key, place) else 0 end) # mask), 2, '0'),
        '' order by place
    ),
    'hex'
)
from generate_series(0, 63) as place
$$;
comment on function settings.hmac_pad is
'A block of HMAC-SHA256 (RFC 2104): the key, filled up with zeros, each byte XOR a mask';
