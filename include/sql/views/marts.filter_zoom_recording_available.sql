create or replace view marts.filter_zoom_recording_available as
select
    interaction.email,
    interaction.account_id,
    interaction.webinar_id,
    interaction.occurrence_key,
    interaction.webinar_name as topic,
    interaction.occurred_at as available_at
from marts.timeline_events as interaction
where interaction.kind = 'recording_available';
comment on view marts.filter_zoom_recording_available is
'Segments by Zoom''s event of a recording that became available to people of its webinar';
