-- name: select_addresses_to_load
-- Select addresses of the webinars about to be computed that were not read lately: primary ones
-- (:archived false), then, of those that no contact has, archived ones.
with webinars as materialized (
    select
        account_id,
        webinar_id
    from sync.loadable_webinars
)

select address.email
from (
    select registrant.email
    from zoom.registrants as registrant
    inner join webinars as webinar
        on
            webinar.account_id = registrant.account_id
            and webinar.webinar_id = registrant.webinar_id
    union
    select connection.user_email
    from zoom.connections as connection
    inner join zoom.sessions as session
        on
            session.account_id = connection.account_id
            and session.session_uuid = connection.session_uuid
    inner join webinars as webinar
        on
            webinar.account_id = session.account_id
            and webinar.webinar_id = session.webinar_id
    union
    select zoom_user.email
    from (
        select email from zoom.users
        union all
        select email from zoom.former_addresses
    ) as zoom_user
    where exists (select 1 from webinars)
) as written
cross join
    lateral (
        select lower(regexp_replace(written.email, '^\s+|\s+$', '', 'g')) as email
    ) as address
-- Of the addresses in question alone: the limit keeps PostgreSQL from asking about all of them.
left join lateral (
    select
        known.read_at,
        known.archive_read_at
    from hubspot.address_ages as known
    where known.email = address.email
    order by known.email
    limit 1
) as age on true
where
    address.email like '%_@_%._%'
    -- What stands in the place of those who asked to be forgotten is nobody's.
    and address.email not like '%@erased.invalid'
    and case
        when :archived
            then
                age.read_at >= now() - make_interval(secs => :fresh_seconds)
                and age.archive_read_at < now() - make_interval(secs => :fresh_seconds)
        else
            age.read_at is null
            or age.read_at < now() - make_interval(secs => :fresh_seconds)
    end
group by address.email
order by address.email;
