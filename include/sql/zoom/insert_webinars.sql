-- Remember webinar ids that were heard of, so that their details are asked for.
insert into zoom.webinars (account_id, webinar_id, first_seen_at, run_id)
select distinct
    :account_id,
    heard.webinar_id,
    cast(:answered_at as timestamptz) as first_seen_at,
    :run_id
from unnest(cast(:webinar_ids as bigint[])) as heard (webinar_id)
on conflict (account_id, webinar_id) do nothing
