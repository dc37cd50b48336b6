-- What is to be sent to HubSpot: the difference between marts and what it acknowledged.
create or replace view hubspot.contacts_to_send as
select
    contact.email,
    contact.contact_id::text as object_key,
    mirror.contact_id as hubspot_id,
    contact.first_name,
    contact.last_name,
    contact.average_attendance_percent,
    contact.last_registered_url,
    contact.registrations_total,
    contact.attendances_total,
    case
        when status.code <> 'known' then 'held_back'
        when
            mirror.contact_id is null
            and exists (
                select 1
                from settings.excluded_contact_domains as excluded
                where settings.in_domain(contact.email, excluded.domain)
            )
            then 'held_back'
        when mirror.contact_id is null
            then
                case
                    -- Somebody takes part in what HubSpot is told, or did something lately.
                    when exists (
                        select 1
                        from marts.participations as participation
                        left join hubspot.held_events as held
                            on
                                held.account_id = participation.account_id
                                and held.webinar_id = participation.webinar_id
                                and held.occurrence_key = participation.occurrence_key
                        where participation.email = contact.email and held.reason is null
                    ) then 'create'
                    when exists (
                        select 1
                        from hubspot.history_contacts as asked
                        where asked.contact_id = contact.contact_id
                    ) then 'create'
                    when exists (
                        select 1
                        from marts.participations as participation
                        inner join hubspot.held_events as held
                            on
                                held.account_id = participation.account_id
                                and held.webinar_id = participation.webinar_id
                                and held.occurrence_key = participation.occurrence_key
                        where
                            participation.email = contact.email
                            and held.reason = 'incomplete'
                    ) then 'incomplete'
                    when
                        coalesce(
                            contact.last_activity_at
                            < (select boundary.since from hubspot.push_since as boundary),
                            exists (
                                select 1
                                from marts.participations as participation
                                where participation.email = contact.email
                            )
                        ) then 'history'
                    else 'create'
                end
        when
            (sent.contact_id is distinct from mirror.contact_id)
            or sent.is_stale
            or ((
                sent.average_attendance_percent, sent.last_registered_url,
                sent.registrations_total, sent.attendances_total
            ) is distinct from (
                contact.average_attendance_percent, contact.last_registered_url,
                contact.registrations_total, contact.attendances_total
            ))
            or (not mirror.has_first_name and contact.first_name is not null)
            or (not mirror.has_last_name and contact.last_name is not null)
            then 'update'
        else 'acknowledge'
    end as action,
    case when not mirror.has_first_name then contact.first_name end as new_first_name,
    case when not mirror.has_last_name then contact.last_name end as new_last_name,
    md5(concat_ws(
        '|', mirror.contact_id, contact.first_name, contact.last_name,
        contact.average_attendance_percent, contact.last_registered_url,
        contact.registrations_total, contact.attendances_total
    )) as digest,
    false as is_vanished
from hubspot.sendable_contacts as contact
left join hubspot.sent_contacts as sent on sent.email = contact.email
left join hubspot.active_contacts as mirror on mirror.email = contact.email
left join hubspot.address_statuses as status on status.email = contact.email
where
    sent.email is null
    or sent.is_stale
    or (sent.contact_id is distinct from mirror.contact_id)
    or ((
        sent.first_name, sent.last_name,
        sent.average_attendance_percent, sent.last_registered_url,
        sent.registrations_total, sent.attendances_total
    ) is distinct from (
        contact.first_name, contact.last_name,
        contact.average_attendance_percent, contact.last_registered_url,
        contact.registrations_total, contact.attendances_total
    ))
union all
select
    withdrawal.email,
    withdrawal.object_key,
    withdrawal.hubspot_id,
    null as first_name,
    null as last_name,
    null as average_attendance_percent,
    null as last_registered_url,
    null as registrations_total,
    null as attendances_total,
    withdrawal.action,
    null as new_first_name,
    null as new_last_name,
    withdrawal.digest,
    true as is_vanished
from hubspot.contacts_to_withdraw as withdrawal;
comment on view hubspot.contacts_to_send is
'Contacts that differ from what HubSpot acknowledged, and what is to be done about each';
