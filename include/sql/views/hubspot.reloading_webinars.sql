-- A webinar that is excluded, and to be withdrawn, has nothing to wait for.
create or replace view hubspot.reloading_webinars as
select
    webinar.account_id,
    webinar.webinar_id
from zoom.webinars as webinar
cross join settings.sync as settings
left join settings.webinar_exclusions as exclusion
    on
        exclusion.account_id = webinar.account_id
        and exclusion.webinar_id = webinar.webinar_id
where
    (
        exists (
            select 1
            from sync.webinars_to_load as mark
            where
                mark.account_id = webinar.account_id
                and mark.webinar_id = webinar.webinar_id
                and mark.due_at is null
        )
        or exists (
            select 1
            from sync.changes as change
            where change.kind in ('everything', 'excluded_webinars', 'host', 'host_domain')
        )
    )
    and (
        exclusion.code is null
        or (exclusion.code <> 'zoom_events' and settings.on_exclude <> 'withdraw')
    );
comment on view hubspot.reloading_webinars is
'Webinars of which marts are about to be computed anew, so that what vanished may come back';
