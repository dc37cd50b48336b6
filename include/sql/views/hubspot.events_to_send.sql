create or replace view hubspot.events_to_send as
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    concat_ws(
        ' ', event.account_id, event.webinar_id || '-' || event.occurrence_key, step.action
    ) as object_key,
    sent.object_id,
    sent.external_id,
    event.event_name,
    event.organizer,
    coalesce(sent.completed_starts_at, event.starts_at) as starts_at,
    event.real_starts_at,
    event.real_ends_at,
    event.is_cancelled and coalesce(sent.is_cancelled, false) as stays_cancelled,
    event.is_cancelled and sent.object_id is null as is_born_cancelled,
    step.action,
    md5(concat_ws(
        '|', step.action, event.event_name, event.organizer, event.starts_at,
        event.real_starts_at, event.real_ends_at, recorded.recording_url,
        recorded.recording_seconds, recorded.transcript_url
    )) as digest,
    recorded.recording_url,
    recorded.recording_seconds,
    recorded.transcript_url,
    recorded.is_new as is_recording_new,
    recorded.is_new and not step.is_new as is_recording_alone
from (
    select
        occurrence.account_id,
        occurrence.webinar_id,
        occurrence.occurrence_key,
        occurrence.status = 'cancelled' as is_cancelled,
        coalesce(occurrence.topic, 'Zoom webinar ' || occurrence.webinar_id) as event_name,
        coalesce(occurrence.host_email, 'Zoom') as organizer,
        coalesce(occurrence.scheduled_at, occurrence.started_at) as starts_at,
        case when final.is_final then occurrence.started_at end as real_starts_at,
        case when final.is_final then occurrence.ended_at end as real_ends_at
    from marts.marketing_events as occurrence
    cross join
        lateral (
            select
                occurrence.status = 'ended'
                and (
                    occurrence.settled_at is not null
                    -- A form said that what is missing of the webinar does not matter.
                    or (
                        exists (
                            select 1
                            from hubspot.released_webinars as released
                            where
                                released.account_id = occurrence.account_id
                                and released.webinar_id = occurrence.webinar_id
                        )
                        and not exists (
                            select 1
                            from zoom.sessions as session
                            where
                                session.account_id = occurrence.account_id
                                and session.webinar_id = occurrence.webinar_id
                                and session.occurrence_key = occurrence.occurrence_key
                                and session.state <> 'settled'
                        )
                    )
                ) as is_final
        ) as final
    where not exists (
        select 1 from hubspot.withheld_accounts as withheld
        where withheld.account_id = occurrence.account_id
    )
) as event
left join hubspot.sent_events as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
left join hubspot.event_recordings as recording
    on
        recording.account_id = event.account_id
        and recording.webinar_id = event.webinar_id
        and recording.occurrence_key = event.occurrence_key
cross join
    lateral (
        select
            recording.recording_url,
            recording.recording_seconds,
            recording.transcript_url,
            (
                (sent.recording_url, sent.recording_seconds, sent.transcript_url)
                is distinct from (
                    recording.recording_url, recording.recording_seconds, recording.transcript_url
                )
            ) as is_new
    ) as recorded
left join hubspot.native_twins as twin
    on
        twin.account_id = event.account_id
        and twin.webinar_id = event.webinar_id
        and twin.occurrence_key = event.occurrence_key
        and twin.is_withheld
cross join
    lateral (
        values
        (
            case
                when twin.native_object_id is not null then 'beside_native'
                when sent.object_id is null then 'create'
                else 'update'
            end,
            sent.object_id is null
            or (
                (sent.event_name, sent.organizer) is distinct from (
                    event.event_name, event.organizer
                )
            )
            or (
                sent.completed_starts_at is null
                and event.real_starts_at is null
                and (sent.starts_at is distinct from event.starts_at)
            )
            or (sent.is_cancelled and not event.is_cancelled)
        ),
        ('cancel', event.is_cancelled and not coalesce(sent.is_cancelled, false)),
        (
            'complete',
            event.real_starts_at is not null
            and (
                sent.is_to_complete_again
                or (
                    (sent.completed_starts_at, sent.completed_ends_at) is distinct from (
                        event.real_starts_at, event.real_ends_at
                    )
                )
            )
        )
    ) as step (action, is_new)
where
    (step.is_new or (step.action = 'update' and recorded.is_new))
    and (twin.native_object_id is null or step.action = 'beside_native')
union all
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    concat_ws(' ', sent.account_id, sent.webinar_id || '-' || sent.occurrence_key, 'delete')
        as object_key,
    sent.object_id,
    sent.external_id,
    sent.event_name,
    sent.organizer,
    sent.starts_at,
    null as real_starts_at,
    null as real_ends_at,
    false as stays_cancelled,
    false as is_born_cancelled,
    'delete' as action,
    'deleted' as digest,
    null as recording_url,
    null as recording_seconds,
    null as transcript_url,
    false as is_recording_new,
    false as is_recording_alone
from hubspot.sent_events as sent
where not exists (
    select 1
    from marts.marketing_events as event
    where
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
)
and not exists (
    select 1 from hubspot.withheld_accounts as withheld
    where withheld.account_id = sent.account_id
);
comment on view hubspot.events_to_send is
'Marketing events that differ from what HubSpot acknowledged, and what is to be done about each';
