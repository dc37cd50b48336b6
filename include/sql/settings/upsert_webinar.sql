-- Switch one webinar on or off, by account_id and webinar_id.
insert into settings.webinars (account_id, webinar_id, is_synced)
values (:account_id, :webinar_id, :is_synced)
on conflict (account_id, webinar_id) do update
    set is_synced = excluded.is_synced
