create or replace view hubspot.custom_events_to_send as
select
    interaction.account_id,
    interaction.webinar_id,
    interaction.occurrence_key,
    interaction.email,
    interaction.kind,
    interaction.occurred_at,
    interaction.webinar_name,
    participation.attended_seconds,
    participation.attendance_percent,
    recording.topic as recording_topic,
    recording.started_at as recording_started_at,
    recording.play_url as recording_url,
    mirror.contact_id as hubspot_id,
    concat_ws(
        ' ', interaction.account_id, interaction.webinar_id || '-' || interaction.occurrence_key,
        contact.contact_id, interaction.kind
    ) as object_key,
    'once' as digest,
    md5(concat_ws(
        '|', interaction.account_id, interaction.webinar_id, interaction.occurrence_key,
        interaction.kind, contact.contact_id
    ))::uuid::text as uuid,
    case
        when status.code <> 'known' then 'held_back'
        when mirror.contact_id is null then 'wait_for_contact'
        else 'send'
    end as action
-- Few are marked, as a rule: PostgreSQL begins with them if they are among the first eight tables.
from (
    select interaction.*
    from marts.timeline_events as interaction
    where
        (select settings.custom_events from settings.sync as settings)
        and exists (
            select 1 from hubspot.people_to_compare as marked
            where marked.email = interaction.email
        )
        -- Not by a join: PostgreSQL would expect few rows of the account that is left.
        and interaction.account_id not in (
            select withheld.account_id from hubspot.withheld_accounts as withheld
        )
) as interaction
inner join marts.contacts as contact on contact.email = interaction.email
inner join marts.marketing_events as event
    on
        event.account_id = interaction.account_id
        and event.webinar_id = interaction.webinar_id
        and event.occurrence_key = interaction.occurrence_key
left join marts.participations as participation
    on
        participation.account_id = interaction.account_id
        and participation.webinar_id = interaction.webinar_id
        and participation.occurrence_key = interaction.occurrence_key
        and participation.email = interaction.email
left join lateral (
    select
        available.topic,
        available.started_at,
        available.play_url,
        available.available_at
    from marts.recordings as available
    where
        interaction.kind = 'recording_available'
        and available.account_id = interaction.account_id
        and available.webinar_id = interaction.webinar_id
        and available.occurrence_key = interaction.occurrence_key
        and available.play_url is not null
        and available.deleted_at is null
    order by available.started_at, available.recording_id
    limit 1
) as recording on true
-- What could be watched before recordings were read is history, as what ended before push_since.
left join lateral (
    select switched_on_at
    from settings.recordings_switched_on as setting
    where
        interaction.kind = 'recording_available'
        and setting.account_id = interaction.account_id
        and setting.webinar_id = interaction.webinar_id
) as recording_setting on true
left join hubspot.history_events as asked
    on
        asked.account_id = interaction.account_id
        and asked.webinar_id = interaction.webinar_id
        and asked.occurrence_key = interaction.occurrence_key
left join hubspot.sent_custom_events as sent
    on
        sent.account_id = interaction.account_id
        and sent.webinar_id = interaction.webinar_id
        and sent.occurrence_key = interaction.occurrence_key
        and sent.email = interaction.email
        and sent.kind = interaction.kind
left join hubspot.held_events as held
    on
        held.account_id = interaction.account_id
        and held.webinar_id = interaction.webinar_id
        and held.occurrence_key = interaction.occurrence_key
left join hubspot.active_contacts as mirror on mirror.email = interaction.email
left join hubspot.address_statuses as status on status.email = interaction.email
where
    sent.email is null
    and held.reason is null
    and (
        interaction.kind = 'registered'
        or (interaction.kind = 'attended' and event.settled_at is not null)
        or (
            interaction.kind = 'recording_available'
            and recording.play_url is not null
            and (
                asked.account_id is not null
                or recording.available_at
                >= coalesce(recording_setting.switched_on_at, '-infinity')
            )
        )
    );
comment on view hubspot.custom_events_to_send is
'Custom events that HubSpot has not acknowledged: attendances once their figures are final';
