-- Note the rows of the history that passed the check.
update zoom.history
set is_checked = true
where
    cast(:source as text) = 'sessions'
    and account_id = :account_id
    and row_key = any(cast(:row_keys as text[]))
    and not is_checked
