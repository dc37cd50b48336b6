-- Forget that something was refused: it can be read again.
delete from zoom.refusals
where
    account_id = :account_id
    and object_kind = :object_kind
    and object_key = :object_key
