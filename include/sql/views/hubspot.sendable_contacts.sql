create or replace view hubspot.sendable_contacts as
select
    contact.email,
    contact.contact_id,
    contact.first_name,
    contact.last_name,
    contact.average_attendance_percent,
    contact.last_registered_url,
    contact.registrations_total,
    contact.attendances_total,
    contact.first_activity_at,
    contact.last_activity_at
from marts.contacts as contact
where
    exists (
        select 1
        from hubspot.people_to_compare as marked
        where marked.email = contact.email
    )
    -- The first half is answered once, and mostly no.
    and not (
        exists (select 1 from hubspot.withheld_accounts)
        and exists (
            select 1
            from hubspot.withheld_people as withheld
            where withheld.email = contact.email
        )
    )
union all
select
    contact.email,
    contact.contact_id,
    case when sent.email is null then contact.first_name else sent.first_name end as first_name,
    case when sent.email is null then contact.last_name else sent.last_name end as last_name,
    case
        when sent.email is null then contact.average_attendance_percent
        else sent.average_attendance_percent
    end as average_attendance_percent,
    case when sent.email is null then contact.last_registered_url else sent.last_registered_url end
        as last_registered_url,
    coalesce(sent.registrations_total, contact.registrations_total) as registrations_total,
    coalesce(sent.attendances_total, contact.attendances_total) as attendances_total,
    contact.first_activity_at,
    contact.last_activity_at
from marts.contacts as contact
left join hubspot.sent_contacts as sent on sent.email = contact.email
where
    exists (
        select 1
        from hubspot.people_to_compare as marked
        where marked.email = contact.email
    )
    and (
        exists (select 1 from hubspot.withheld_accounts)
        and exists (
            select 1
            from hubspot.withheld_people as withheld
            where withheld.email = contact.email
        )
    )
    and (
        exists (
            select 1
            from marts.participations as participation
            where
                participation.email = contact.email
                and participation.account_id not in (
                    select withheld.account_id from hubspot.withheld_accounts as withheld
                )
        )
        or exists (
            select 1
            from sync.outcomes as outcome
            where
                outcome.email = contact.email
                and outcome.code = 'synced'
                and outcome.account_id not in (
                    select withheld.account_id from hubspot.withheld_accounts as withheld
                )
        )
    );
comment on view hubspot.sendable_contacts is
'Contacts, of those that are marked, of Zoom accounts of which something may be sent. Values of a '
'person whom another account has, too, of which nothing is sent now, stay as they were last sent';
