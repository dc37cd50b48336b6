create or replace function settings.count_rows_of(table_name text, needles text[]) returns bigint
language plpgsql stable
as $$
declare
    amount bigint;
begin
    execute format(
        'select count(*) from %s as searched where settings.holds_needle(searched::text, $1)',
        table_name::regclass
    ) into amount using needles;
    return amount;
end
$$;
comment on function settings.count_rows_of is
'How many rows of a table hold an address or an id in any column';
