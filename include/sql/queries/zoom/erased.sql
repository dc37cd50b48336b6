-- name: has_erasures
-- Tell whether anybody asked to be forgotten; until the transaction ends, nobody is erased.
select settings.has_erasures() as has_erasures;

-- name: select_erased
-- Select which of some addresses, ids or names are of people who asked to be forgotten, and what
-- stands in their place.
select
    erased.value,
    erased.replacement
from settings.find_erased(:kind, cast(:candidates as text[])) as erased;

-- name: strip_rows
-- Strip rows of people who asked to be forgotten to times and states; in their order.
select settings.strip_row(cast(:is_connection as boolean), sent.value) as stripped
from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as sent (value, place)
order by sent.place;
