create or replace function settings.refuse_change() returns trigger
language plpgsql
as $$
begin
    raise exception '%', tg_argv[0];
end
$$;
