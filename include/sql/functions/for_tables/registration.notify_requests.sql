create or replace function registration.notify_requests() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('registration_requests', '');
    return null;
end;
$$;
