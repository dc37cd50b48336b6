-- name: select_marts_emptied
-- Select whether somebody emptied marts, which the next load makes anew: nothing may be withdrawn.
select
    exists (
        select 1 from sync.outcomes
        where code = 'synced'
        union all
        select 1 from sync.frozen_outcomes
        where code = 'synced'
    )
    and (
        (
            exists (select 1 from hubspot.sent_contacts)
            and not exists (select 1 from marts.contacts)
        )
        or (
            exists (select 1 from hubspot.sent_events)
            and not exists (select 1 from marts.marketing_events)
        )
        or (
            exists (
                select 1 from hubspot.sent_participations
                where not is_withdrawn
            )
            and not exists (select 1 from marts.participations)
        )
    ) as is_emptied;

-- name: select_requests
-- Select the numbers of requests that a run sent to HubSpot, by kind.
select
    endpoint as kind,
    requests,
    refused
from sync.api_requests
where run_id = :run_id and api = 'hubspot'
order by endpoint;

-- name: select_push_counts
-- Select what each push did that began since a moment.
select counts
from sync.runs
where dag_id = 'push_hubspot' and ended_at is not null and started_at >= :since
order by started_at;
