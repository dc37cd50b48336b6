-- Refusals of what is no longer asked for are over.
delete from zoom.refusals as known
using sync.obsolete_objects as obsolete
where
    obsolete.account_id = :account_id
    and known.account_id = obsolete.account_id
    and known.object_kind = obsolete.object_kind
    and known.object_key = obsolete.object_key
