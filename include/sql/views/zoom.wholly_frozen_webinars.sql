create or replace view zoom.wholly_frozen_webinars as
select
    frozen.account_id,
    frozen.webinar_id
from zoom.frozen_webinars as frozen
inner join zoom.webinars as webinar
    on webinar.account_id = frozen.account_id and webinar.webinar_id = frozen.webinar_id
where
    not (webinar.type = 6 and webinar.payload is not null and webinar.gone_at is null)
    and not exists (
        select 1
        from zoom.sessions as session
        where
            session.account_id = frozen.account_id
            and session.webinar_id = frozen.webinar_id
            and not session.is_frozen
    )
    and not exists (
        select 1
        from zoom.dates as date
        where
            date.account_id = frozen.account_id
            and date.webinar_id = frozen.webinar_id
            and date.ends_at > frozen.frozen_until
    );
comment on view zoom.wholly_frozen_webinars is
'Frozen webinars that have had no session since and announce no later date: nobody of them is read';
