-- Whether a recording can be watched decides who is told of it; one may come back out of the trash.
select
    sync.watch(
        'marts.recordings',
        $$
            insert into hubspot.people_to_compare (email)
            select distinct interaction.email
            from changed as recording
            inner join marts.timeline_events as interaction
                on interaction.account_id = recording.account_id
                and interaction.webinar_id = recording.webinar_id
                and interaction.occurrence_key = recording.occurrence_key
            where
                interaction.kind = 'recording_available'
                and hubspot.is_followed()
                and (select settings.custom_events from settings.sync as settings)
        $$,
        'session_uuid', 'topic', 'started_at', 'ended_at', 'length_seconds', 'has_transcript',
        'transcript_key', 'transcript_url'
    );
