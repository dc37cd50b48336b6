create or replace view hubspot.participations_to_send as
select
    participation.account_id,
    participation.webinar_id,
    participation.occurrence_key,
    participation.email,
    participation.state,
    contact.contact_id::text as contact_label,
    concat_ws(
        ' ', participation.account_id,
        participation.webinar_id || '-' || participation.occurrence_key,
        contact.contact_id, interaction.verb
    ) as object_key,
    event.object_id,
    mirror.contact_id as hubspot_id,
    interaction.verb,
    interaction.interacted_at,
    participation.registered_at,
    case when interaction.verb = 'cancel' then interaction.interacted_at end as cancelled_at,
    participation.joined_at,
    participation.left_at,
    null::timestamptz as withdrawn_at,
    acknowledged.is_registered,
    case
        when status.code <> 'known' then 'held_back'
        when held.reason is not null then 'wait_for_event'
        when mirror.contact_id is null then 'wait_for_contact'
        else interaction.verb
    end as action,
    md5(concat_ws('|', mirror.contact_id, interaction.interacted_at, participation.left_at))
        as digest
-- Few are marked, as a rule: PostgreSQL begins with them if they are among the first eight tables.
from (
    select participation.*
    from marts.participations as participation
    where
        exists (
            select 1 from hubspot.people_to_compare as marked
            where marked.email = participation.email
        )
        -- Not by a join: PostgreSQL would expect few rows of the account that is left.
        and participation.account_id not in (
            select withheld.account_id from hubspot.withheld_accounts as withheld
        )
) as participation
inner join marts.contacts as contact on contact.email = participation.email
left join hubspot.active_contacts as mirror on mirror.email = participation.email
left join hubspot.sent_participations as sent
    on
        sent.account_id = participation.account_id
        and sent.webinar_id = participation.webinar_id
        and sent.occurrence_key = participation.occurrence_key
        and sent.email = participation.email
        -- The address may be another contact's by now, who was sent nothing.
        and (sent.contact_id = mirror.contact_id or mirror.contact_id is null)
left join hubspot.left_registrations as former
    on
        former.account_id = participation.account_id
        and former.webinar_id = participation.webinar_id
        and former.occurrence_key = participation.occurrence_key
        and former.contact_id = mirror.contact_id
left join hubspot.sent_events as event
    on
        event.account_id = participation.account_id
        and event.webinar_id = participation.webinar_id
        and event.occurrence_key = participation.occurrence_key
left join hubspot.address_statuses as status on status.email = participation.email
left join hubspot.held_events as held
    on
        held.account_id = participation.account_id
        and held.webinar_id = participation.webinar_id
        and held.occurrence_key = participation.occurrence_key
inner join marts.marketing_events as occurrence
    on
        occurrence.account_id = participation.account_id
        and occurrence.webinar_id = participation.webinar_id
        and occurrence.occurrence_key = participation.occurrence_key
cross join
    lateral (
        select
            coalesce(sent.withdrawn_at, sent.cancelled_at) as ended_at,
            coalesce(sent.registered_sent_at, sent.registered_at) + interval '1 millisecond'
                as after_registration_at,
            coalesce(
                sent.registered_at is not null
                and num_nonnulls(sent.cancelled_at, sent.joined_at, sent.withdrawn_at) = 0,
                false
            ) as is_registered,
            -- HubSpot makes a no-show of whoever registers for an event that is over.
            participation.state = 'no_show'
            or (
                participation.state <> 'registered_late'
                and event.completed_starts_at is null
                and not coalesce(
                    greatest(participation.registered_at, participation.approved_at)
                    >= least(occurrence.scheduled_end_at, occurrence.ended_at),
                    false
                )
            ) as may_register
    ) as acknowledged
cross join (values ('register'), ('cancel'), ('attend')) as kind (verb)
cross join
    lateral (
        -- By case, so that whoever asks for one verb computes that one.
        select
            kind.verb,
            case
                when kind.verb = 'register'
                    then
                        -- HubSpot ignores the same time of the same contact and event.
                        greatest(
                            case
                                when sent.registered_at = participation.registered_at
                                    then acknowledged.ended_at + interval '1 millisecond'
                                else participation.registered_at
                            end,
                            former.interacted_at + interval '1 millisecond'
                        )
                when kind.verb = 'cancel'
                    then
                        case
                            when participation.state = 'cancelled' then participation.cancelled_at
                            else acknowledged.after_registration_at
                        end
                when kind.verb = 'attend'
                    then
                        case
                            when (sent.joined_at is distinct from participation.joined_at)
                                then
                                    greatest(
                                        participation.joined_at,
                                        case
                                            when sent.attended_sent_at > former.interacted_at
                                                then null
                                            else former.interacted_at + interval '2 milliseconds'
                                        end
                                    )
                            when sent.withdrawn_at is not null
                                then sent.withdrawn_at + interval '2 milliseconds'
                            when (sent.left_at is distinct from participation.left_at)
                                then participation.left_at
                            else sent.attend_again_at
                        end
            end as interacted_at,
            case
                when kind.verb = 'register'
                    then
                        participation.registered_at is not null
                        and acknowledged.may_register
                        -- HubSpot shows them as cancelled, and ignores the time of that if it is
                        -- sent again.
                        and not (
                            participation.state = 'cancelled' and former.interacted_at is not null
                        )
                        -- HubSpot refused the registration, and took the cancellation: after that
                        -- it would show them as registered.
                        and not coalesce(
                            participation.state = 'cancelled'
                            and sent.cancelled_at = participation.cancelled_at,
                            false
                        )
                        and case
                            when sent.withdrawn_at is not null
                                then
                                    participation.joined_at is null
                                    and participation.state <> 'cancelled'
                            else
                                sent.joined_at is null
                                and (
                                    (
                                        sent.registered_at
                                        is distinct from participation.registered_at
                                    )
                                    or (
                                        sent.cancelled_at is not null
                                        and participation.cancelled_at is null
                                    )
                                )
                        end
                when kind.verb = 'cancel'
                    then
                        (
                            participation.state = 'cancelled'
                            and (sent.joined_at is null or sent.withdrawn_at is not null)
                            and (sent.cancelled_at is distinct from participation.cancelled_at)
                        )
                        -- Told before it was known to be late: the event's end would make a
                        -- no-show of them.
                        or (
                            participation.state = 'registered_late'
                            and acknowledged.is_registered
                        )
                when kind.verb = 'attend'
                    then
                        participation.joined_at is not null
                        and (
                            (
                                (sent.joined_at, sent.left_at)
                                is distinct from (participation.joined_at, participation.left_at)
                            )
                            or sent.withdrawn_at is not null
                            or sent.attend_again_at is not null
                        )
            end as is_new
    ) as interaction
where interaction.is_new
union all
select
    withdrawal.account_id,
    withdrawal.webinar_id,
    withdrawal.occurrence_key,
    withdrawal.email,
    'cancelled' as state,
    withdrawal.contact_label,
    withdrawal.object_key,
    withdrawal.object_id,
    withdrawal.hubspot_id,
    withdrawal.verb,
    withdrawal.interacted_at,
    withdrawal.registered_at,
    withdrawal.cancelled_at,
    withdrawal.joined_at,
    withdrawal.left_at,
    withdrawal.withdrawn_at,
    withdrawal.is_registered,
    withdrawal.action,
    withdrawal.digest
from hubspot.participations_to_withdraw as withdrawal;
comment on view hubspot.participations_to_send is
'What people did, or are no longer to have done, that HubSpot has not acknowledged';
