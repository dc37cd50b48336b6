create or replace view settings.recorded_webinars as
select
    webinar.account_id,
    webinar.webinar_id
from settings.sync as sync
cross join zoom.webinar_hosts as webinar
left join settings.hosts as host_setting
    on host_setting.account_id = webinar.account_id and host_setting.host_id = webinar.host_id
left join settings.webinars as setting
    on setting.account_id = webinar.account_id and setting.webinar_id = webinar.webinar_id
where
    coalesce(
        setting.recordings,
        sync.recordings = 'all' or (sync.recordings = 'some' and host_setting.recordings)
    )
    and not exists (
        select 1
        from settings.excluded_host_domains as excluded
        where
            excluded.applies_to = 'recordings'
            and settings.in_domain(webinar.address, excluded.domain)
    )
    and not exists (
        select 1
        from settings.webinar_exclusions as exclusion
        where
            exclusion.account_id = webinar.account_id
            and exclusion.webinar_id = webinar.webinar_id
    );
comment on view settings.recorded_webinars is
'Webinars whose recordings and transcripts are read';
