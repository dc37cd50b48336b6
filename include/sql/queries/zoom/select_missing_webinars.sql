-- name: select_missing_webinars
-- Select webinars that were just answered to be missing, with their host, and whether they are gone
-- for certain: by a complete listing of the host after their detail was last read that no longer
-- has them, or by another such answer at least a day ago.
select
    missing.webinar_id,
    missing.user_id,
    missing.is_asked,
    (missing.is_asked and not missing.is_listed)
    or coalesce(
        missing.missing_since <= cast(:answered_at as timestamptz) - interval '24 hours', false
    ) as is_gone
from (
    select
        webinar.webinar_id,
        host.user_id,
        refusal.missing_since,
        exists(
            select 1
            from zoom.readings as listing
            left join zoom.readings as detail
                on
                    detail.account_id = listing.account_id
                    and detail.kind = 'webinar'
                    and detail.object_key = cast(webinar.webinar_id as text)
            where
                listing.account_id = webinar.account_id
                and listing.kind = 'host'
                and listing.object_key = host.user_id
                and listing.extraction >= :extraction
                and listing.answered_at >= coalesce(detail.answered_at, '-infinity')
                and not exists (
                    select 1
                    from zoom.refusals as refused
                    where
                        refused.account_id = webinar.account_id
                        and refused.object_kind = 'host'
                        and refused.object_key = host.user_id
                )
        ) as is_asked,
        exists(
            select 1
            from zoom.listed_webinars as listed
            where
                listed.account_id = webinar.account_id
                and listed.webinar_id = webinar.webinar_id
        ) as is_listed
    from zoom.webinars as webinar
    left join lateral (
        select session.host_email
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
        order by session.started_at desc
        limit 1
    ) as last_session on true
    left join lateral (
        select zoom_user.user_id
        from zoom.users as zoom_user
        where
            zoom_user.account_id = webinar.account_id
            and lower(trim(zoom_user.email)) = lower(trim(last_session.host_email))
        order by zoom_user.is_active desc, zoom_user.user_id asc
        limit 1
    ) as same_address on true
    left join lateral (
        select coalesce(nullif(webinar.host_id, ''), same_address.user_id) as user_id
    ) as host on true
    left join zoom.refusals as refusal
        on
            refusal.account_id = webinar.account_id
            and refusal.object_kind = 'webinar'
            and refusal.object_key = webinar.account_id || ' ' || webinar.webinar_id
    where
        webinar.account_id = :account_id
        and webinar.webinar_id = any(cast(:webinar_ids as bigint[]))
) as missing
order by missing.webinar_id;
