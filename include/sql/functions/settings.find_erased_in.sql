create or replace function settings.find_erased_in(texts text[])
returns table (value text, replacement text)
language sql volatile
as $$
-- What stands around an address may belong to it or not: the longest and the plainest are tried.
select
    erased.value,
    erased.replacement
from settings.find_erased('address', array(
    select distinct lower(candidate.groups[1])
    from unnest(texts) as written (text)
    cross join
        unnest(array[
            '([^[:space:]"<>(),;:\\@]+@[[:alnum:]-]+(?:\.[[:alnum:]-]+)+)',
            '([[:alnum:]._%+-]+@[[:alnum:]-]+(?:\.[[:alnum:]-]+)+)'
        ]) as pattern (expression)
    cross join lateral regexp_matches(written.text, pattern.expression, 'g') as candidate (groups)
    where written.text like '%@%'
)) as erased
$$;
comment on function settings.find_erased_in is
'Which addresses that stand in texts are of people who asked to be forgotten, and what stands in '
'their place';
