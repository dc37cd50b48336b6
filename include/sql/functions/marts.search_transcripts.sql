create or replace function marts.search_transcripts(query text) returns table (
    account_id text,
    webinar_id bigint,
    occurrence_key text,
    recording_id text,
    topic text,
    speaker text,
    second int,
    passage_number int,
    passage text,
    headline text,
    play_url text
)
language sql stable
as $$
select
    spoken.account_id,
    spoken.webinar_id,
    spoken.occurrence_key,
    spoken.recording_id,
    recording.topic,
    spoken.speaker,
    floor(spoken.start_seconds)::int as second,
    spoken.passage_number,
    spoken.passage,
    ts_headline('simple', spoken.passage, sought.words, 'StartSel=**, StopSel=**') as headline,
    recording.play_url
from websearch_to_tsquery('simple', query) as sought (words)
inner join marts.transcript_passages as spoken on spoken.words @@ sought.words
inner join marts.recordings as recording
    on
        recording.account_id = spoken.account_id
        and recording.webinar_id = spoken.webinar_id
        and recording.occurrence_key = spoken.occurrence_key
        and recording.recording_id = spoken.recording_id
order by
    ts_rank(spoken.words, sought.words) desc,
    recording.started_at desc,
    spoken.recording_id asc,
    spoken.passage_number asc
$$;
comment on function marts.search_transcripts is
'Finds words in transcripts, as a web search takes them (pricing -"list price" or discount): the '
'recording, who said it, and at which second';
