-- The host is who the account's users say; a webinar that expired before it was ever read has no
-- host id, only the address of its last session's host, and an empty address is none.
create or replace view zoom.webinar_hosts as
select
    webinar.account_id,
    webinar.webinar_id,
    coalesce(nullif(webinar.host_id, ''), same_address.user_id) as host_id,
    coalesce(nullif(lower(trim(owner.email)), ''), written.address) as address,
    -- Beside the host, so that who needs both joins no webinars to webinars.
    webinar.is_events_webinar
from zoom.webinars as webinar
left join lateral (
    select lower(trim(coalesce(nullif(webinar.host_email, ''), (
        select nullif(session.host_email, '')
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
        order by session.started_at desc
        limit 1
    )))) as address
) as written on true
left join zoom.users as owner
    on owner.account_id = webinar.account_id and owner.user_id = webinar.host_id
left join lateral (
    select zoom_user.user_id
    from zoom.users as zoom_user
    where
        nullif(webinar.host_id, '') is null
        and zoom_user.account_id = webinar.account_id
        and lower(trim(zoom_user.email)) = written.address
    order by zoom_user.is_active desc, zoom_user.user_id asc
    limit 1
) as same_address on true;
comment on view zoom.webinar_hosts is 'The host of each webinar, by id and by address';
