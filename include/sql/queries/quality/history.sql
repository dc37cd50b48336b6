-- name: mark_history_checked
-- Mark the rows of the history that passed the check.
update zoom.history
set is_checked = true
where
    cast(:source as text) = 'sessions'
    and account_id = :account_id
    and row_key = any(cast(:row_keys as text[]))
    and not is_checked;

-- name: update_known_history
-- Remember the stretches of the history that passed the check.
update zoom.accounts as account
set
    known_history = account.known_history + coalesce((
        select range_agg(cast(checked.object_key as tstzrange))
        from jsonb_to_recordset(cast(:readings as jsonb)) as checked (object_key text, digest text)
    ), '{}')
where cast(:source as text) = 'sessions' and account.account_id = :account_id;
