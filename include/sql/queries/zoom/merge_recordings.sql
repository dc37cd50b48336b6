-- name: merge_recordings
-- Keep the files of some sessions' recordings, by session and file. A file that was listed after
-- one reading had lacked it came between the two.
insert into zoom.recordings as recording (
    account_id,
    session_uuid,
    file_key,
    webinar_id,
    file_type,
    topic,
    started_at,
    ended_at,
    play_url,
    available_at,
    is_cleaned,
    payload,
    run_id
)
select
    :account_id,
    listed.session_uuid,
    listed.file_key,
    listed.webinar_id,
    listed.payload ->> 'file_type' as file_type,
    listed.topic,
    times.started_at,
    times.ended_at,
    nullif(listed.payload ->> 'play_url', '') as play_url,
    case
        when earlier.session_uuid is null then least(times.ended_at, listed.answered_at)
        else listed.answered_at
    end as available_at,
    listed.is_cleaned,
    listed.payload,
    :run_id
from
    jsonb_to_recordset(cast(:files as jsonb)) as listed (
        session_uuid text,
        file_key text,
        webinar_id bigint,
        topic text,
        answered_at timestamptz,
        is_cleaned boolean,
        payload jsonb
    )
cross join
    lateral (
        select
            zoom.to_timestamp_or_null(listed.payload ->> 'recording_start') as started_at,
            zoom.to_timestamp_or_null(listed.payload ->> 'recording_end') as ended_at
    ) as times
left join zoom.recorded_sessions as earlier
    on earlier.account_id = :account_id and earlier.session_uuid = listed.session_uuid
order by listed.session_uuid, listed.file_key
on conflict (account_id, session_uuid, file_key) do update
    set
        file_type = excluded.file_type,
        topic = excluded.topic,
        started_at = excluded.started_at,
        ended_at = excluded.ended_at,
        play_url = excluded.play_url,
        deleted_at = null,
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (recording.deleted_at, recording.topic, recording.is_cleaned, recording.payload)
    is distinct from (null, excluded.topic, excluded.is_cleaned, excluded.payload);
