create or replace view marts.filter_marketing_event_attended as
select
    participation.email,
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    event.topic as webinar_name,
    event.scheduled_at,
    participation.joined_at,
    participation.left_at
from marts.participations as participation
left join marts.marketing_events as event
    on
        event.account_id = participation.account_id
        and event.webinar_id = participation.webinar_id
        and event.occurrence_key = participation.occurrence_key
where participation.joined_at is not null;
comment on view marts.filter_marketing_event_attended is
'Segments by who attended a marketing event. One row for each person and occurrence';
