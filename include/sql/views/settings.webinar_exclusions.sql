create or replace view settings.webinar_exclusions as
select
    webinar.account_id,
    webinar.webinar_id,
    case
        when
            not sync.sync_webinars
            or not coalesce(setting.is_synced, host_setting.sync_new_webinars, true)
            then 'sync_off'
        when exists (
            select 1
            from settings.excluded_host_domains as excluded
            where
                excluded.applies_to = 'webinars'
                and settings.in_domain(webinar.address, excluded.domain)
        ) then 'host_domain_excluded'
        when webinar.is_events_webinar then 'zoom_events'
    end as code
from zoom.webinar_hosts as webinar
cross join settings.sync as sync
left join settings.webinars as setting
    on setting.account_id = webinar.account_id and setting.webinar_id = webinar.webinar_id
left join settings.hosts as host_setting
    on host_setting.account_id = webinar.account_id and host_setting.host_id = webinar.host_id
where
    not sync.sync_webinars
    or not coalesce(setting.is_synced, host_setting.sync_new_webinars, true)
    or webinar.is_events_webinar
    or exists (
        select 1
        from settings.excluded_host_domains as excluded
        where
            excluded.applies_to = 'webinars'
            and settings.in_domain(webinar.address, excluded.domain)
    );
comment on view settings.webinar_exclusions is
'Webinars that are not synced, and the first code that says why';
