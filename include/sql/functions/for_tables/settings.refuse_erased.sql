create or replace function settings.refuse_erased() returns trigger
language plpgsql
as $$
declare
    written text;
begin
    if not settings.has_erasures() then
        return new;
    end if;
    written := to_jsonb(new) ->> tg_argv[1];
    if tg_argv[0] = 'address' then
        written := settings.normalise_address(written);
    end if;
    if exists (select 1 from settings.find_erased(tg_argv[0], array[written])) then
        return null;
    end if;
    return new;
end
$$;
comment on function settings.refuse_erased is
'For triggers: leaves out a row that is of somebody who asked to be forgotten. Arguments: the '
'kind, as in settings.erased_people, and the column';
