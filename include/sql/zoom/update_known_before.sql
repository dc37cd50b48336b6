-- Of what was too long ago when the history was first read, Zoom tells nothing: no more will come.
update zoom.accounts
set
    known_history = tstzmultirange(tstzrange(null, :known_before)),
    run_id = :run_id
where account_id = :account_id and isempty(known_history)
