create or replace view hubspot.participations_to_withdraw as
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    sent.email,
    'hubspot ' || sent.contact_id as contact_label,
    concat_ws(
        ' ', sent.account_id, sent.webinar_id || '-' || sent.occurrence_key,
        'hubspot', sent.contact_id, 'cancel'
    ) as object_key,
    event.object_id,
    mirror.contact_id as hubspot_id,
    'cancel' as verb,
    sent.withdrawn_at as interacted_at,
    null::timestamptz as registered_at,
    null::timestamptz as cancelled_at,
    null::timestamptz as joined_at,
    null::timestamptz as left_at,
    sent.withdrawn_at,
    sent.registered_at is not null
    and num_nonnulls(sent.cancelled_at, sent.joined_at) = 0 as is_registered,
    case
        when
            mirror.contact_id is null
            or event.object_id is null
            or is_somebody_elses.email is not null
            then 'forget'
        when sent.cancelled_at is not null and sent.joined_at is null then 'nothing'
        when held.reason is not null then 'wait_for_event'
        else 'withdraw'
    end as action,
    'withdrawn' as digest
from hubspot.sent_participations as sent
left join hubspot.sent_events as event
    on
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
left join marts.marketing_events as marketing_event
    on
        marketing_event.account_id = sent.account_id
        and marketing_event.webinar_id = sent.webinar_id
        and marketing_event.occurrence_key = sent.occurrence_key
left join hubspot.contacts as mirror
    on mirror.contact_id = sent.contact_id and not mirror.is_archived
left join hubspot.held_events as held
    on
        held.account_id = sent.account_id
        and held.webinar_id = sent.webinar_id
        and held.occurrence_key = sent.occurrence_key
left join lateral (
    -- The contact has another address by now, under which it takes participation.
    select min(other.email) as email
    from hubspot.active_contacts as other
    inner join marts.participations as participation on participation.email = other.email
    where
        other.contact_id = sent.contact_id
        and participation.account_id = sent.account_id
        and participation.webinar_id = sent.webinar_id
        and participation.occurrence_key = sent.occurrence_key
) as is_somebody_elses on true
where
    exists (
        select 1 from hubspot.people_to_compare as marked
        where marked.email = sent.email
    )
    and not sent.is_withdrawn
    -- Of an event that is to be deleted they go with it, once it goes.
    and (marketing_event.account_id is not null or event.object_id is null)
    and not exists (
        select 1
        from marts.participations as participation
        where
            participation.account_id = sent.account_id
            and participation.webinar_id = sent.webinar_id
            and participation.occurrence_key = sent.occurrence_key
            and participation.email = sent.email
    )
    and not exists (
        select 1 from hubspot.withheld_accounts as withheld
        where withheld.account_id = sent.account_id
    );
comment on view hubspot.participations_to_withdraw is
'Participations that HubSpot acknowledged and that are no longer in marts; what is to be done';
