-- Remember the webinars of queued sessions, so that their details are asked for.
insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)
select distinct
    session.account_id,
    session.webinar_id,
    cast(:answered_at as timestamptz) as first_seen_at,
    :run_id
from zoom.sessions as session
where session.account_id = :account_id
on conflict (account_id, webinar_id) do nothing
