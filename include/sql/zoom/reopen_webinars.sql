-- Webinars that are listed again, and were gone: their detail is asked for again.
with reopened as (
    update zoom.webinars
    set
        gone_at = null,
        run_id = :run_id
    where
        account_id = :account_id
        and webinar_id = any(cast(:webinar_ids as bigint[]))
        and gone_at is not null
    returning webinar_id
)

update zoom.readings as reading
set
    must_repeat = true,
    run_id = :run_id
from reopened
where
    reading.account_id = :account_id
    and reading.kind = 'webinar'
    and reading.webinar_id = reopened.webinar_id
