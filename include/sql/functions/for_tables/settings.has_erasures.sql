create or replace function settings.has_erasures() returns boolean
language plpgsql volatile
as $$
begin
    -- After whoever erases somebody at this moment: the next statement then sees them.
    perform pg_advisory_xact_lock_shared(hashtextextended('erasure', 0));
    return exists (select 1 from settings.erased_people);
end
$$;
comment on function settings.has_erasures is
'Whether anybody asked to be forgotten; nobody is erased until the transaction ends';
