-- name: restore_taken_back
-- Give those of a listing or a report who were erased, and are taken back, their own ids again in
-- what is left of their registrations and attendances. A digest tells who they are.
with stripped as materialized (
    select distinct registrant_id
    from zoom.taken_back_registrations
    where account_id = :account_id and webinar_id = :webinar_id
),

returned as materialized (
    select
        listed.registrant_id,
        stripped.registrant_id as stripped_id
    from (
        select distinct id.registrant_id
        from jsonb_array_elements(cast(:rows as jsonb)) as sent (payload)
        cross join
            lateral (
                select
                    coalesce(sent.payload ->> 'registrant_id', sent.payload ->> 'id')
                        as registrant_id
            ) as id
        where id.registrant_id <> ''
    ) as listed
    inner join stripped
        on
            stripped.registrant_id
            = 'erased-' || left(settings.digest_of('zoom_id', listed.registrant_id), 24)
),

former as (
    update zoom.former_registrations as former
    set
        row_key = former.webinar_id || ' ' || returned.registrant_id,
        run_id = :run_id
    from returned
    where
        former.account_id = :account_id
        and former.webinar_id = :webinar_id
        and former.row_key = former.webinar_id || ' ' || returned.stripped_id
),

cancellations as (
    update zoom.webhook_cancellations as cancellation
    set registrant_id = returned.registrant_id
    from returned
    where
        cancellation.account_id = :account_id
        and cancellation.webinar_id = :webinar_id
        and cancellation.registrant_id = returned.stripped_id
),

connections as (
    update zoom.connections as connection
    set
        registrant_id = returned.registrant_id,
        payload = connection.payload
        || jsonb_build_object('registrant_id', returned.registrant_id),
        run_id = :run_id
    from returned
    cross join zoom.sessions as session
    where
        session.account_id = :account_id
        and session.webinar_id = :webinar_id
        and connection.account_id = session.account_id
        and connection.session_uuid = session.session_uuid
        and connection.registrant_id = returned.stripped_id
)

update zoom.registrants as registrant
set
    registrant_id = returned.registrant_id,
    row_key = registrant.webinar_id || ' ' || returned.registrant_id,
    run_id = :run_id
from returned
where
    registrant.account_id = :account_id
    and registrant.webinar_id = :webinar_id
    and registrant.registrant_id = returned.stripped_id;
