-- What a push would do now: how many of what.
select
    'contacts' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 100.0)::int as requests
from hubspot.contacts_to_send
group by action
union all
select
    'marketing events' as kind,
    action,
    count(*) as changes,
    case when action in ('cancel', 'complete') then count(*) else ceil(count(*) / 100.0) end::int
        as requests
from hubspot.events_to_send
group by action
union all
select
    'participations' as kind,
    action,
    sum(changes) as changes,
    sum(ceil(changes / 100.0))::int as requests
from (
    select
        told.account_id,
        told.webinar_id,
        told.occurrence_key,
        told.action,
        count(*) as changes
    from (
        select
            account_id,
            webinar_id,
            occurrence_key,
            case when action = 'wait_for_contact' then verb else action end as action
        from hubspot.participations_to_send
    ) as told
    group by told.account_id, told.webinar_id, told.occurrence_key, told.action
) as by_event
group by action
union all
select
    'custom events' as kind,
    action,
    count(*) as changes,
    ceil(count(*) / 500.0)::int as requests
from hubspot.custom_events_to_send
group by action
order by kind asc, action asc
