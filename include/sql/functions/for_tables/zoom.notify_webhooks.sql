create or replace function zoom.notify_webhooks() returns trigger
language plpgsql
as $$
begin
    if exists (select 1 from new_rows where handled_at is null) then
        perform pg_notify('webhook_events', '');
    end if;
    return null;
end;
$$;
