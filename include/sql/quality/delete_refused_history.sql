-- Forget rows of the history that broke its contract: the watermark stays, so they come again.
delete from zoom.history as history
using zoom.readings as reading
where
    cast(:source as text) = 'sessions'
    and reading.account_id = :account_id
    and reading.kind = 'history'
    and reading.must_repeat
    and history.account_id = reading.account_id
    and history.run_id = reading.run_id
