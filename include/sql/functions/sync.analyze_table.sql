create or replace function sync.analyze_table(name regclass) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('analyze %s', name);
end
$$;
comment on function sync.analyze_table is
'Lets PostgreSQL know how large a table is, with the owner''s rights: others'' are not enough';
