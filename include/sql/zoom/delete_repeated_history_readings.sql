-- Forget stretches of the history that broke their contract and are read again in a longer one.
delete from zoom.readings
where
    account_id = :account_id
    and kind = 'history'
    and must_repeat
    and cast(object_key as tstzrange) <@ cast(:stretch as tstzrange)
