create or replace view marts.filter_zoom_attendance as
select
    participation.email,
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    event.topic as webinar_name,
    participation.joined_at,
    participation.attended_seconds,
    participation.attendance_percent
from marts.participations as participation
left join marts.marketing_events as event
    on
        event.account_id = participation.account_id
        and event.webinar_id = participation.webinar_id
        and event.occurrence_key = participation.occurrence_key
where participation.joined_at is not null;
comment on view marts.filter_zoom_attendance is
'Segments by Zoom''s event of an attendance: duration, percent of the webinar, webinar id and '
'name. One row for each person and occurrence';
