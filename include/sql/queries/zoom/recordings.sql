-- name: select_is_recording_read
-- Select whether any recording is read at all.
select
    sync.recordings <> 'none'
    or exists (
        select 1
        from settings.webinars
        where webinars.recordings
    ) as is_read
from settings.sync as sync;

-- name: request_recordings
-- Let the next extraction read the recordings of a webinar, or of one session of it, whenever they
-- were read last.
update zoom.recorded_sessions
set
    next_read_at = '-infinity',
    run_id = :run_id
where
    account_id = :account_id
    and webinar_id = :webinar_id
    and session_uuid = coalesce(cast(:session_uuid as text), session_uuid);

-- name: select_transcripts
-- Select which files of some sessions were downloaded, and how large they were then.
select
    session_uuid,
    file_key,
    file_size
from zoom.transcripts
where account_id = :account_id and session_uuid = any(cast(:session_uuids as text[]));

-- name: update_recordings_deleted
-- Record which files of some sessions are no longer listed.
with gone as (
    select
        recording.account_id,
        recording.session_uuid,
        recording.file_key,
        reading.gone_at
    from zoom.recordings as recording
    inner join
        jsonb_to_recordset(cast(:readings as jsonb)) as reading (
            session_uuid text,
            gone_at timestamptz,
            is_known boolean,
            file_keys text[]
        )
        on reading.session_uuid = recording.session_uuid
    where
        recording.account_id = :account_id
        and recording.deleted_at is null
        and reading.is_known
        and recording.file_key <> all(reading.file_keys)
    order by recording.session_uuid, recording.file_key
    for update of recording
)

update zoom.recordings as recording
set
    deleted_at = gone.gone_at,
    run_id = :run_id
from gone
where
    recording.account_id = gone.account_id
    and recording.session_uuid = gone.session_uuid
    and recording.file_key = gone.file_key;

-- name: upsert_recorded_sessions
-- Record that sessions were asked for their recordings, and when they are asked next.
insert into zoom.recorded_sessions as session (
    account_id,
    session_uuid,
    webinar_id,
    attempts,
    read_at,
    missing_since,
    next_read_at,
    payload,
    run_id
)
select
    :account_id,
    reading.session_uuid,
    reading.webinar_id,
    1,
    reading.answered_at,
    reading.missing_since,
    reading.next_read_at,
    reading.payload,
    :run_id
from
    jsonb_to_recordset(cast(:readings as jsonb)) as reading (
        session_uuid text,
        webinar_id bigint,
        answered_at timestamptz,
        missing_since timestamptz,
        next_read_at timestamptz,
        payload jsonb
    )
order by reading.session_uuid
on conflict (account_id, session_uuid) do update
    set
        webinar_id = excluded.webinar_id,
        attempts = session.attempts + 1,
        read_at = excluded.read_at,
        missing_since = excluded.missing_since,
        next_read_at = excluded.next_read_at,
        payload = coalesce(excluded.payload, session.payload),
        run_id = excluded.run_id;

-- name: upsert_transcripts
-- Keep that transcripts were downloaded, by session and file.
insert into zoom.transcripts as transcript (
    account_id,
    session_uuid,
    file_key,
    webinar_id,
    file_size,
    passages,
    read_at,
    run_id
)
select
    :account_id,
    downloaded.session_uuid,
    downloaded.file_key,
    downloaded.webinar_id,
    downloaded.file_size,
    jsonb_array_length(downloaded.passages) as passages,
    downloaded.answered_at,
    :run_id
from
    jsonb_to_recordset(cast(:transcripts as jsonb)) as downloaded (
        session_uuid text,
        file_key text,
        webinar_id bigint,
        file_size bigint,
        answered_at timestamptz,
        passages jsonb
    )
order by downloaded.session_uuid, downloaded.file_key
on conflict (account_id, session_uuid, file_key) do update
    set
        webinar_id = excluded.webinar_id,
        file_size = excluded.file_size,
        passages = excluded.passages,
        read_at = excluded.read_at,
        run_id = excluded.run_id;

-- name: fetch_recordings
-- For the transform: recordings of the webinars to compute; where they are no longer read, as the
-- settings say of what was loaded before.
select
    recording.account_id,
    recording.webinar_id,
    recording.session_uuid,
    recording.recording_id,
    recording.topic,
    recording.started_at,
    recording.ended_at,
    recording.play_url,
    recording.available_at,
    recording.deleted_at,
    recording.transcript_key,
    recording.transcript_url
from staging.webinars_to_load as webinar
cross join settings.sync as sync
inner join zoom.recorded_stretches as recording
    on recording.account_id = webinar.account_id and recording.webinar_id = webinar.webinar_id
left join settings.recorded_webinars as recorded
    on recorded.account_id = webinar.account_id and recorded.webinar_id = webinar.webinar_id
where recorded.webinar_id is not null or sync.on_exclude = 'keep';
