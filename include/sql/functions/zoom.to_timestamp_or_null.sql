create or replace function zoom.to_timestamp_or_null(value text) returns timestamptz
language sql stable parallel safe -- neither strict nor with settings, which would keep it a call
as $$
-- pg_input_is_valid would say whether the parts are in their ranges, from PostgreSQL 16 on.
select case
    -- As Zoom writes them, on a day that every month has: told by one look.
    when value ~ (
        '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])'
        || 'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$'
    ) then value::timestamptz
    when value ~ (
        '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
        || 'T(([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9](\.[0-9]{1,30})?|60(\.0{1,30})?)'
        || '|24:00:00(\.0{1,30})?)'
        || '(Z|[+-](0[0-9]|1[0-5]):?[0-5][0-9])$'
    ) then
        case
            when
                substr(value, 9, 2)::int <= extract(day from (
                    make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
                    + interval '1 month' - interval '1 day'
                ))
            then value::timestamptz
        end
end
$$;
comment on function zoom.to_timestamp_or_null is
'An ISO 8601 moment with its offset; null for anything else';
