create or replace view marts.filter_average_attendance_percent as
select
    email,
    average_attendance_percent
from marts.contacts
where average_attendance_percent is not null;
comment on view marts.filter_average_attendance_percent is
'Segments by HubSpot''s property Average Zoom webinar attendance duration: people who attended a '
'webinar. HubSpot''s own stopped counting on 8 January 2025; this one counts everything, unless '
'the setting property_cutoff names that day';
