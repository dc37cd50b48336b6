create or replace view marts.filter_marketing_event_attendance_duration as
select
    participation.email,
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    event.topic as webinar_name,
    event.scheduled_at,
    participation.attended_seconds,
    participation.attendance_percent
from marts.participations as participation
left join marts.marketing_events as event
    on
        event.account_id = participation.account_id
        and event.webinar_id = participation.webinar_id
        and event.occurrence_key = participation.occurrence_key
where participation.joined_at is not null;
comment on view marts.filter_marketing_event_attendance_duration is
'Segments by how long people attended a marketing event: the union of their connections, where '
'HubSpot''s own figure runs from the first join to the last leave. One row for each person and '
'occurrence';
