create or replace view hubspot.event_recordings as
select
    recording.account_id,
    recording.webinar_id,
    recording.occurrence_key,
    (array_agg(recording.play_url order by recording.started_at, recording.recording_id))[1]
        as recording_url,
    sum(recording.length_seconds)::int as recording_seconds,
    (
        array_agg(recording.transcript_url order by recording.started_at, recording.recording_id)
        filter (where recording.transcript_url is not null)
    )[1] as transcript_url
from marts.recordings as recording
where recording.play_url is not null
group by recording.account_id, recording.webinar_id, recording.occurrence_key;
comment on view hubspot.event_recordings is
'What a marketing event says of its recordings: where the first is played, how long all are, and '
'where the first transcript is';
