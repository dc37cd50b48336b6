-- HubSpot took these at last.
delete from hubspot.refusals
where object_kind = :object_kind and object_key = any(:object_keys)
returning object_key
