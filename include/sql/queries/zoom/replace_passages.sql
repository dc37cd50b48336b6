-- name: replace_passages
-- Keep the passages of transcripts, in the place of those that the files had before.
with downloaded as (
    select
        transcript.session_uuid,
        transcript.file_key,
        transcript.passages
    from
        jsonb_to_recordset(cast(:transcripts as jsonb)) as transcript (
            session_uuid text,
            file_key text,
            passages jsonb
        )
),

passage as (
    select
        downloaded.session_uuid,
        downloaded.file_key,
        spoken.passage_number,
        (spoken.fields ->> 'started_ms')::bigint as started_ms,
        (spoken.fields ->> 'ended_ms')::bigint as ended_ms,
        spoken.fields ->> 'speaker' as speaker,
        spoken.fields ->> 'text' as said
    from downloaded
    cross join
        lateral jsonb_array_elements(downloaded.passages) with ordinality
            as spoken (fields, passage_number)
),

removed as (
    delete from zoom.transcript_passages as former
    using downloaded
    where
        former.account_id = :account_id
        and former.session_uuid = downloaded.session_uuid
        and former.file_key = downloaded.file_key
        and not exists (
            select 1
            from passage
            where
                passage.session_uuid = former.session_uuid
                and passage.file_key = former.file_key
                and passage.passage_number = former.passage_number
        )
)

insert into zoom.transcript_passages (
    account_id,
    session_uuid,
    file_key,
    passage_number,
    started_ms,
    ended_ms,
    speaker,
    passage,
    run_id
)
select
    :account_id,
    passage.session_uuid,
    passage.file_key,
    passage.passage_number,
    passage.started_ms,
    passage.ended_ms,
    case when not coalesce(session.is_frozen, false) then passage.speaker end as speaker,
    case
        when passage.said like '%@%'
            then settings.without_erased_addresses(to_jsonb(passage.said)) #>> '{}'
        else passage.said
    end as said,
    :run_id
from passage
left join zoom.sessions as session
    on session.account_id = :account_id and session.session_uuid = passage.session_uuid
on conflict (account_id, session_uuid, file_key, passage_number) do update
    set
        started_ms = excluded.started_ms,
        ended_ms = excluded.ended_ms,
        speaker = excluded.speaker,
        passage = excluded.passage,
        run_id = excluded.run_id;
