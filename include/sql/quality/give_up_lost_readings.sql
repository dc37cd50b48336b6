-- Readings that broke their contract and can no longer be asked for: nothing waits for them.
update zoom.readings as reading
set
    must_repeat = false,
    checked_digest = reading.digest,
    run_id = :run_id
where
    reading.account_id = :account_id
    and reading.must_repeat
    and (
        exists (
            select 1
            from zoom.sessions as session
            where
                reading.kind = 'participants'
                and session.account_id = reading.account_id
                and session.session_uuid = reading.object_key
                and session.state = 'gone'
        )
        or exists (
            select 1
            from zoom.webinars as webinar
            where
                reading.kind in ('webinar', 'registrants')
                and webinar.account_id = reading.account_id
                and webinar.webinar_id = reading.webinar_id
                and (
                    webinar.gone_at is not null
                    or (reading.kind = 'registrants' and webinar.approval_type = 2)
                )
        )
    )
