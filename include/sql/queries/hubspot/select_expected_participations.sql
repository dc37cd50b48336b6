-- name: select_expected_participations
-- Select what HubSpot was sent of one event, and acknowledged.
select
    sent.contact_id,
    sent.registered_at,
    sent.cancelled_at,
    sent.joined_at,
    sent.left_at,
    sent.registered_sent_at,
    sent.attended_sent_at,
    sent.is_withdrawn,
    event.completed_starts_at is not null as is_completed,
    event.completed_starts_at is not null and not event.is_to_complete_again as has_durations,
    participation.joined_at is null
    and sent.joined_at is not null
    -- An event that is to be deleted takes everybody's part with it.
    and exists (
        select 1
        from marts.marketing_events as marketing_event
        where
            marketing_event.account_id = sent.account_id
            and marketing_event.webinar_id = sent.webinar_id
            and marketing_event.occurrence_key = sent.occurrence_key
    ) as is_taken_back
from hubspot.sent_participations as sent
inner join hubspot.sent_events as event
    on
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
left join marts.participations as participation
    on
        participation.account_id = sent.account_id
        and participation.webinar_id = sent.webinar_id
        and participation.occurrence_key = sent.occurrence_key
        and participation.email = sent.email
where
    sent.account_id = :account_id
    and sent.webinar_id = :webinar_id
    and sent.occurrence_key = :occurrence_key
    and not exists (
        select 1
        from hubspot.merged_participations as merged
        where
            merged.account_id = sent.account_id
            and merged.webinar_id = sent.webinar_id
            and merged.occurrence_key = sent.occurrence_key
            and merged.email = sent.email
    )
union all
-- What was cancelled of contacts from which the person has parted.
select
    former.contact_id,
    null as registered_at,
    null as cancelled_at,
    null as joined_at,
    null as left_at,
    null as registered_sent_at,
    null as attended_sent_at,
    true as is_withdrawn,
    false as is_completed,
    false as has_durations,
    false as is_taken_back
from hubspot.left_registrations as former
where
    former.is_cancelled
    and former.account_id = :account_id
    and former.webinar_id = :webinar_id
    and former.occurrence_key = :occurrence_key
    and not exists (
        select 1
        from hubspot.sent_participations as sent
        where
            sent.account_id = former.account_id
            and sent.webinar_id = former.webinar_id
            and sent.occurrence_key = former.occurrence_key
            and sent.contact_id = former.contact_id
    );
