create or replace view marts.filter_zoom_recording_available as
select
    interaction.email,
    interaction.account_id,
    interaction.webinar_id,
    interaction.occurrence_key,
    interaction.webinar_name,
    recording.recording_id,
    recording.topic,
    recording.started_at,
    recording.play_url,
    recording.has_transcript,
    recording.available_at
from marts.timeline_events as interaction
left join marts.recordings as recording
    on
        recording.account_id = interaction.account_id
        and recording.webinar_id = interaction.webinar_id
        and recording.occurrence_key = interaction.occurrence_key
where interaction.kind = 'recording_available';
comment on view marts.filter_zoom_recording_available is
'Segments by Zoom''s event of a recording that became available: topic, start and URL. One row for '
'each recording and person who registered for its occurrence or attended it; without URL: it was '
'deleted since';
