-- A host who pauses a recording ends a stretch of it; each has several files that show the same.
create or replace view zoom.recorded_stretches as
select
    stretch.account_id,
    stretch.webinar_id,
    stretch.session_uuid,
    stretch.session_uuid || ' '
    || to_char(stretch.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as recording_id,
    stretch.topic,
    stretch.started_at,
    stretch.ended_at,
    stretch.available_at,
    case when not stretch.is_there then stretch.deleted_at end as deleted_at,
    case when stretch.is_there then stretch.play_url end as play_url,
    transcript.file_key as transcript_key,
    coalesce(transcript.play_url, stretch.play_url) as transcript_url
from (
    select
        recording.account_id,
        recording.webinar_id,
        recording.session_uuid,
        recording.started_at,
        bool_or(recording.deleted_at is null) as is_there,
        min(recording.available_at) as available_at,
        max(recording.deleted_at) as deleted_at,
        (array_agg(recording.topic order by shown.place, recording.file_key))[1] as topic,
        (array_agg(recording.ended_at order by shown.place, recording.file_key))[1] as ended_at,
        (array_agg(recording.play_url order by shown.place, recording.file_key))[1] as play_url
    from zoom.recordings as recording
    cross join
        lateral (
            select
                array[
                    recording.deleted_at is not null,
                    recording.play_url is null,
                    recording.file_type <> 'MP4'
                ] as is_worse,
                array_position(
                    array[
                        'shared_screen_with_speaker_view(CC)',
                        'shared_screen_with_speaker_view',
                        'shared_screen_with_gallery_view',
                        'active_speaker',
                        'gallery_view'
                    ],
                    recording.payload ->> 'recording_type'
                ) as view_number
        ) as quality
    cross join lateral (select (quality.is_worse, quality.view_number) as place) as shown
    where recording.file_type in ('MP4', 'M4A') and recording.started_at is not null
    group by
        recording.account_id, recording.webinar_id, recording.session_uuid, recording.started_at
) as stretch
left join lateral (
    select
        file.file_key,
        file.play_url
    from zoom.transcripts as held
    inner join zoom.recordings as file
        on
            file.account_id = held.account_id
            and file.session_uuid = held.session_uuid
            and file.file_key = held.file_key
    where
        held.account_id = stretch.account_id
        and held.session_uuid = stretch.session_uuid
        and held.passages > 0
        and file.deleted_at is null
        and abs(extract(epoch from file.started_at - stretch.started_at)) < 60
        and stretch.is_there
    -- The transcript names speakers; closed captions are there sooner.
    order by file.file_type <> 'TRANSCRIPT', file.file_key
    limit 1
) as transcript on true;
comment on view zoom.recorded_stretches is
'Recordings as people see them: each stretch that was recorded of a session, with the file that '
'shows it best, and its transcript';
