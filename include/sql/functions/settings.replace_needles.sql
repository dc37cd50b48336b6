create or replace function settings.replace_needles(
    written text, needles text[], replacements text[]
) returns text
language plpgsql immutable
as $$
declare
    place int;
begin
    for place in 1 .. cardinality(needles) loop
        written := regexp_replace(
            written, settings.needle_pattern(needles[place]), replacements[place], 'gi'
        );
    end loop;
    return written;
end
$$;
comment on function settings.replace_needles is
'A text with addresses and ids replaced, whatever their case';
