-- Forget the rejected rows of what is being checked anew: of the history by row, else by object.
delete from sync.rejected_rows as rejected
where
    rejected.account_id = :account_id
    and rejected.source = :source
    and case
        when rejected.source = 'sessions'
            then rejected.row_key = any(cast(:row_keys as text[]))
        else rejected.object_key in (
            select checked.object_key
            from jsonb_to_recordset(cast(:readings as jsonb))
                as checked (object_key text, digest text)
        )
    end
