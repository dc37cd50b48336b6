create or replace view hubspot.registrations_to_cancel as
select
    former.account_id,
    former.webinar_id,
    former.occurrence_key,
    former.contact_id as hubspot_id,
    former.interacted_at,
    event.object_id
from hubspot.left_registrations as former
inner join hubspot.sent_events as event
    on
        event.account_id = former.account_id
        and event.webinar_id = former.webinar_id
        and event.occurrence_key = former.occurrence_key
where
    not former.is_cancelled
    and event.object_id is not null
    and event.completed_starts_at is null
    and not event.is_cancelled
    -- What the contact does by now is told of it instead, and later.
    and not exists (
        select 1
        from hubspot.active_contacts as present
        inner join marts.participations as participation on participation.email = present.email
        where
            present.contact_id = former.contact_id
            and participation.account_id = former.account_id
            and participation.webinar_id = former.webinar_id
            and participation.occurrence_key = former.occurrence_key
    )
    -- And whoever took part a moment ago is withdrawn by themselves, if at all.
    and not exists (
        select 1
        from hubspot.active_contacts as present
        inner join hubspot.sent_participations as own on own.email = present.email
        where
            present.contact_id = former.contact_id
            and own.account_id = former.account_id
            and own.webinar_id = former.webinar_id
            and own.occurrence_key = former.occurrence_key
            and own.contact_id = former.contact_id
            and not own.is_withdrawn
    )
    and not exists (
        select 1 from hubspot.withheld_accounts as withheld
        where withheld.account_id = former.account_id
    );
comment on view hubspot.registrations_to_cancel is
'Registrations of contacts from which the person has parted, in events that are not over in '
'HubSpot, and that it has not acknowledged as cancelled';
