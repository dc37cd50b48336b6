create or replace function settings.holds_needle(written text, needles text[]) returns boolean
language sql immutable parallel safe
as $$
select exists (
    select 1
    from unnest(needles) as needle
    -- The first finds most rows out at a tenth of the cost.
    where
        strpos(lower(written), lower(needle)) > 0
        and written ~* settings.needle_pattern(needle)
)
$$;
comment on function settings.holds_needle is
'Whether a text has one of some addresses and ids in it, whatever their case';
