-- Forget readings of the history that the account itself remembers (known_history).
delete from zoom.readings
where
    account_id = :account_id
    and kind = 'history'
    and checked_digest = digest
