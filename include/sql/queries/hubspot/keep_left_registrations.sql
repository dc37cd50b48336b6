-- name: keep_left_registrations
-- Part from the person's address those registrations that HubSpot shows with contacts that will not
-- be told what else the person does, in events that are not over there: the address is another
-- contact's by now, or a secondary one of a contact that takes no part itself.
with parted as (
    select
        sent.account_id,
        sent.webinar_id,
        sent.occurrence_key,
        sent.email,
        sent.contact_id,
        left_contact.contact_id as hubspot_id,
        coalesce(sent.registered_sent_at, sent.registered_at) + interval '1 millisecond'
            as interacted_at
    from hubspot.sent_events as event
    inner join hubspot.sent_participations as sent
        on
            sent.account_id = event.account_id
            and sent.webinar_id = event.webinar_id
            and sent.occurrence_key = event.occurrence_key
    cross join
        lateral (
            select sent.contact_id
            from hubspot.contacts as present
            left join hubspot.address_statuses as status on status.email = sent.email
            where
                present.email = sent.email
                and not present.is_archived
                and coalesce(status.code, 'known') = 'known'
            having bool_and(present.contact_id <> sent.contact_id)
            union all
            select present.contact_id
            from hubspot.contacts as present
            cross join settings.sync as settings
            where
                present.additional_emails @> array[sent.email]
                and not present.is_archived
                and not settings.match_secondary_emails
                and not exists (
                    select 1
                    from marts.participations as participation
                    where
                        participation.account_id = sent.account_id
                        and participation.webinar_id = sent.webinar_id
                        and participation.occurrence_key = sent.occurrence_key
                        and participation.email = present.email
                )
                -- Whoever took part a moment ago is withdrawn by themselves, if at all.
                and not exists (
                    select 1
                    from hubspot.sent_participations as own
                    where
                        own.account_id = sent.account_id
                        and own.webinar_id = sent.webinar_id
                        and own.occurrence_key = sent.occurrence_key
                        and own.email = present.email
                        and not own.is_withdrawn
                )
        ) as left_contact
    where
        event.completed_starts_at is null
        and not event.is_cancelled
        and sent.registered_at is not null
        and num_nonnulls(sent.cancelled_at, sent.joined_at, sent.withdrawn_at) = 0
        and not exists (
            select 1 from hubspot.withheld_accounts as withheld
            where withheld.account_id = sent.account_id
        )
),

forgotten as (
    delete from hubspot.sent_participations as sent
    using parted
    where
        parted.account_id = sent.account_id
        and parted.webinar_id = sent.webinar_id
        and parted.occurrence_key = sent.occurrence_key
        and parted.email = sent.email
        and parted.contact_id = sent.contact_id
)

insert into hubspot.left_registrations as former (
    account_id,
    webinar_id,
    occurrence_key,
    contact_id,
    interacted_at,
    run_id
)
select
    parted.account_id,
    parted.webinar_id,
    parted.occurrence_key,
    parted.hubspot_id,
    max(parted.interacted_at),
    :run_id
from parted
group by parted.account_id, parted.webinar_id, parted.occurrence_key, parted.hubspot_id
on conflict (account_id, webinar_id, occurrence_key, contact_id) do update
    set
        interacted_at = greatest(
            former.interacted_at + interval '1 millisecond', excluded.interacted_at
        ),
        is_cancelled = false,
        run_id = excluded.run_id;
