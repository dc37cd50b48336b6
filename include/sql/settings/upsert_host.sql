-- Keep the settings of one host, by account_id and host_id.
insert into settings.hosts (account_id, host_id, sync_new_webinars, recordings)
values (:account_id, :host_id, :sync_new_webinars, :recordings)
on conflict (account_id, host_id) do update
    set
        sync_new_webinars = excluded.sync_new_webinars,
        recordings = excluded.recordings
