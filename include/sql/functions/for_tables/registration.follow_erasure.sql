create or replace function registration.follow_erasure() returns trigger
language plpgsql
as $$
begin
    perform registration.forget_erased();
    return null;
end;
$$;
