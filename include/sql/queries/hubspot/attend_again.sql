-- name: attend_again
-- Let attendances be sent once more whose duration HubSpot shows otherwise an hour after it was to
-- compute it: as of a moment that was never sent. If that changes nothing, they are not sent a
-- third time. HubSpot forgets the duration until the event is completed again: nothing may stand
-- against that.
update hubspot.sent_participations as sent
set
    attend_again_at = greatest(sent.joined_at, sent.left_at) + interval '1 millisecond',
    run_id = :run_id
from
    jsonb_to_recordset(cast(:rows as jsonb)) as differing (
        account_id text, webinar_id bigint, occurrence_key text, contact_id bigint, expected int
    )
inner join hubspot.sent_events as event
    on
        event.account_id = differing.account_id
        and event.webinar_id = differing.webinar_id
        and event.occurrence_key = differing.occurrence_key
inner join marts.marketing_events as marketing_event
    on
        marketing_event.account_id = differing.account_id
        and marketing_event.webinar_id = differing.webinar_id
        and marketing_event.occurrence_key = differing.occurrence_key
where
    sent.account_id = differing.account_id
    and sent.webinar_id = differing.webinar_id
    and sent.occurrence_key = differing.occurrence_key
    and sent.contact_id = differing.contact_id
    and sent.attended_sent_at in (sent.joined_at, sent.left_at)
    and round(extract(epoch from sent.left_at - sent.joined_at)) = differing.expected
    and event.completed_at <= now() - interval '1 hour'
    and not event.is_to_complete_again
    and marketing_event.status = 'ended'
    and marketing_event.settled_at is not null
    and not exists (
        select 1
        from settings.webinar_exclusions as exclusion
        where
            exclusion.account_id = differing.account_id
            and exclusion.webinar_id = differing.webinar_id
            and exclusion.code is not null
    )
    and not exists (
        select 1
        from hubspot.held_events as held
        where
            held.account_id = differing.account_id
            and held.webinar_id = differing.webinar_id
            and held.occurrence_key = differing.occurrence_key
    )
    and not exists (
        select 1
        from hubspot.refusals as refusal
        where
            refusal.object_kind = 'marketing_event'
            and refusal.object_key = concat_ws(
                ' ', differing.account_id,
                differing.webinar_id || '-' || differing.occurrence_key, 'complete'
            )
    )
    and differing.account_id not in (
        select withheld.account_id from hubspot.withheld_accounts as withheld
    )
    -- Whose withdrawal the brake holds keeps their event from being completed.
    and not exists (
        select 1 from hubspot.braked as brake
        where brake.object_kind = 'participation'
    );
