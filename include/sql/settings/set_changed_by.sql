-- Say for the rest of the transaction who asks for its changes: settings.history notes it.
select set_config('webinar_sync.changed_by', :changed_by, true) as changed_by
