create or replace function zoom.to_bigint_or_null(value text) returns bigint
language sql immutable strict parallel safe
as $$
-- pg_input_is_valid says the same, from PostgreSQL 16 on.
select case
    when value ~ '^[ \t\n\r\f\v]*[+-]?0*[0-9]{1,19}[ \t\n\r\f\v]*$' then
        case
            when value::numeric between -9223372036854775808 and 9223372036854775807
            then value::bigint
        end
end
$$;
comment on function zoom.to_bigint_or_null is 'A whole number; null for anything else';
