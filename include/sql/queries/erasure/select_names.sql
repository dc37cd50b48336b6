-- name: select_names
-- Select the names that people went by, webinar by webinar.
select distinct
    named.account_id,
    named.webinar_id,
    lower(btrim(named.name)) as name
from (
    select
        account_id,
        webinar_id,
        concat_ws(' ', payload ->> 'first_name', payload ->> 'last_name') as name
    from zoom.registrants
    where registrant_id = any(cast(:zoom_ids as text[]))
    union all
    select
        account_id,
        webinar_id,
        concat_ws(' ', first_name, last_name) as name
    from marts.registrations
    where email = any(cast(:addresses as text[]))
    union all
    select
        session.account_id,
        session.webinar_id,
        connection.payload ->> 'name' as name
    from zoom.connections as connection
    inner join zoom.sessions as session
        on
            session.account_id = connection.account_id
            and session.session_uuid = connection.session_uuid
    where
        connection.registrant_id = any(cast(:zoom_ids as text[]))
        or connection.participant_user_id = any(cast(:zoom_ids as text[]))
        or settings.normalise_address(connection.user_email) = any(cast(:addresses as text[]))
    union all
    select
        account_id,
        webinar_id,
        payload ->> 'name' as name
    from zoom.staff
    where source = 'panelists' and zoom_id = any(cast(:zoom_ids as text[]))
) as named
where btrim(named.name) <> '';
