-- Stretches of the history that broke their contract, and are asked for again.
select
    lower(cast(object_key as tstzrange)) as since,
    upper(cast(object_key as tstzrange)) as until
from zoom.readings
where account_id = :account_id and kind = 'history' and must_repeat
order by 1
