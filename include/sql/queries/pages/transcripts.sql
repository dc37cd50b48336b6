-- name: search_transcripts
-- Select the passages with these words, the best first, of the first thousand that are met.
with met as (
    select
        spoken.account_id,
        spoken.webinar_id,
        spoken.occurrence_key,
        spoken.recording_id,
        spoken.passage_number,
        spoken.start_seconds,
        spoken.speaker,
        spoken.passage,
        ts_rank(spoken.words, sought.words) as rank
    from websearch_to_tsquery('simple', :words) as sought (words)
    inner join marts.transcript_passages as spoken on spoken.words @@ sought.words
    limit :most  -- noqa: AM09
)

select
    met.account_id,
    met.webinar_id,
    met.occurrence_key,
    met.speaker,
    met.start_seconds,
    met.passage,
    recording.topic,
    recording.started_at,
    recording.play_url,
    count(*) over () as rows_in_all
from met
inner join marts.recordings as recording
    on
        recording.account_id = met.account_id
        and recording.webinar_id = met.webinar_id
        and recording.occurrence_key = met.occurrence_key
        and recording.recording_id = met.recording_id
order by
    met.rank desc,
    recording.started_at desc,
    met.recording_id asc,
    met.passage_number asc
limit :page_rows offset :skipped;

-- name: select_words
-- Select the words that a search marks in what it answers with.
select unnest(tsvector_to_array(to_tsvector('simple', :words))) as word;

-- name: count_transcripts
-- Count the recordings whose transcripts can be searched.
select
    count(*) filter (where has_transcript) as transcripts,
    (select recordings from settings.sync) as setting
from marts.recordings
where deleted_at is null;
