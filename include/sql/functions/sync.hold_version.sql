create or replace function sync.hold_version()
returns table (migration text, definitions_digest text)
language plpgsql volatile
as $$
begin
    -- Each statement of a volatile function sees what was committed while the one before it waited.
    perform pg_advisory_xact_lock_shared(hashtextextended('version', 0));
    return query
    select warehouse.migration, warehouse.definitions_digest
    from sync.warehouse;
end
$$;
comment on function sync.hold_version is
'Tells which version migrated the warehouse last. No other may until the transaction ends; if one '
'is about to, this waits for it';
