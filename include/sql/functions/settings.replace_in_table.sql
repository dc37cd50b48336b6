create or replace function settings.replace_in_table(
    table_name text, needles text[], replacements text[]
) returns bigint
language plpgsql
as $$
declare
    assignments text;
    amount bigint;
begin
    select string_agg(
        format(
            '%1$I = settings.replace_needles(%1$I::text, $1, $2)::%2$s',
            attname, format_type(atttypid, atttypmod)
        ),
        ', '
    ) into assignments
    from pg_attribute
    where
        attrelid = table_name::regclass
        and attnum > 0
        and not attisdropped
        and attgenerated = ''
        and atttypid in (
            'text'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype,
            'text[]'::regtype
        );
    if assignments is null then
        return 0;
    end if;
    execute format(
        'update %s as searched set %s where settings.holds_needle(searched::text, $1)',
        table_name::regclass, assignments
    ) using needles, replacements;
    get diagnostics amount = row_count;
    return amount;
end
$$;
comment on function settings.replace_in_table is
'Replaces addresses and ids in all columns of a table; returns how many rows held one';
