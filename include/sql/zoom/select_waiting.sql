-- Objects of one kind that were refused, and are to be asked for again later only.
select object_key
from zoom.refusals
where
    account_id = :account_id
    and object_kind = :object_kind
    and next_attempt_at > cast(:answered_at as timestamptz)
