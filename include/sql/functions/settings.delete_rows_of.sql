create or replace function settings.delete_rows_of(table_name text, addresses text[])
returns bigint
language plpgsql
as $$
declare
    amount bigint;
begin
    execute format(
        'delete from %s where settings.normalise_address(email) = any($1)', table_name::regclass
    ) using addresses;
    get diagnostics amount = row_count;
    return amount;
end
$$;
comment on function settings.delete_rows_of is
'Deletes the rows of a table whose column email has one of some addresses';
