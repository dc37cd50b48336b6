-- The schemas, and the functions that the tables need.
create schema zoom;
create schema marts;
create schema sync;
create schema settings;
create schema hubspot;
create schema registration;
create schema staging;

comment on schema zoom is 'What Zoom answered, as sent, and the work queue';
comment on schema marts is
'What people query; a pure function of zoom, settings, hubspot and registration';
comment on schema sync is 'What the sync did: watermarks, the ledger, rejected rows, errors, runs';
comment on schema settings is 'What is synced, and who changed that when';
comment on schema hubspot is 'What HubSpot knows, and what was last sent to it';
comment on schema registration is 'Requests to add contacts to webinars, and their results';
comment on schema staging is 'Tables of a load under way; dropped when it is done';

create function zoom.to_timestamp_or_null(value text) returns timestamptz
language sql immutable strict parallel safe
set timezone = 'UTC'
as $$
select case
    when value ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$'
        and pg_input_is_valid(value, 'timestamptz')
    then value::timestamptz
end
$$;
comment on function zoom.to_timestamp_or_null is
'An ISO 8601 moment with its offset; null for anything else';

create function zoom.to_bigint_or_null(value text) returns bigint
language sql immutable strict parallel safe
as $$
select case when pg_input_is_valid(value, 'bigint') then value::bigint end
$$;
comment on function zoom.to_bigint_or_null is 'A whole number; null for anything else';
