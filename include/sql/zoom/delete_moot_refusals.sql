-- Refusals of what is no longer asked for are over.
delete from zoom.refusals as known
using sync.moot_objects as moot
where
    moot.account_id = :account_id
    and known.account_id = moot.account_id
    and known.object_kind = moot.object_kind
    and known.object_key = moot.object_key
