create or replace view marts.transcript_passages as
select
    recording.account_id,
    recording.webinar_id,
    recording.occurrence_key,
    recording.recording_id,
    passage.passage_number,
    round(passage.started_ms / 1000.0, 3) as start_seconds,
    round(passage.ended_ms / 1000.0, 3) as end_seconds,
    passage.speaker,
    passage.passage,
    passage.words
from marts.recordings as recording
inner join zoom.transcript_passages as passage
    on
        passage.account_id = recording.account_id
        and passage.session_uuid = recording.session_uuid
        and passage.file_key = recording.transcript_key;
comment on view marts.transcript_passages is
'What was said in recordings, by the second: seconds from the start of the recording';
