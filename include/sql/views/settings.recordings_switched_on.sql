-- By the settings' history: each change that may have switched the recordings on. Some made no
-- difference, so the moment may be too late, but never too early.
create or replace view settings.recordings_switched_on as
select
    webinar.account_id,
    webinar.webinar_id,
    max(change.changed_at) as switched_on_at
from zoom.webinar_hosts as webinar
left join settings.webinars as setting
    on setting.account_id = webinar.account_id and setting.webinar_id = webinar.webinar_id
inner join
    lateral (
        select
            history.changed_at,
            history.table_name,
            history.old_row as before,
            history.new_row as after,
            coalesce(history.new_row, history.old_row) as subject
        from settings.history as history
        where history.table_name in ('sync', 'hosts', 'webinars', 'excluded_host_domains')
    ) as change
    on
        (
            change.table_name = 'sync'
            and (
                change.after ->> 'sync_webinars' > change.before ->> 'sync_webinars'
                or (
                    setting.recordings is not true
                    and array_position(
                        array['none', 'some', 'all'], change.after ->> 'recordings'
                    )
                    > array_position(
                        array['none', 'some', 'all'], change.before ->> 'recordings'
                    )
                )
            )
        )
        or (
            change.table_name = 'hosts'
            and change.subject ->> 'account_id' = webinar.account_id
            and change.subject ->> 'host_id' = webinar.host_id
            and (
                coalesce(change.after ->> 'sync_new_webinars', 'true')
                > coalesce(change.before ->> 'sync_new_webinars', 'true')
                or (
                    setting.recordings is not true
                    and coalesce(change.after ->> 'recordings', 'false')
                    > coalesce(change.before ->> 'recordings', 'false')
                )
            )
        )
        or (
            change.table_name = 'webinars'
            and change.subject ->> 'account_id' = webinar.account_id
            and change.subject ->> 'webinar_id' = webinar.webinar_id::text
            -- Off, as the host's says, on: each is more than the one before.
            and (
                coalesce(change.after ->> 'is_synced', 'host')
                > coalesce(change.before ->> 'is_synced', 'host')
                or coalesce(change.after ->> 'recordings', 'host')
                > coalesce(change.before ->> 'recordings', 'host')
            )
        )
        or (
            change.table_name = 'excluded_host_domains'
            and change.after is null
            and settings.in_domain(webinar.address, change.before ->> 'domain')
        )
group by webinar.account_id, webinar.webinar_id;
comment on view settings.recordings_switched_on is
'Since when recordings of a webinar are read, where a setting switched them on: what could be '
'watched before is history';
