-- depends: 0013.hubspot_sent
-- What is to be sent to HubSpot: the difference between marts and what it acknowledged.
create view hubspot.contacts_to_send as
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
        when mirror.contact_id is null then 'create'
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
    )) as digest
from marts.contacts as contact
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
    sent.email,
    'hubspot ' || sent.contact_id as object_key,
    mirror.contact_id as hubspot_id,
    null as first_name,
    null as last_name,
    null as average_attendance_percent,
    null as last_registered_url,
    null as registrations_total,
    null as attendances_total,
    case when mirror.contact_id is null then 'forget' else 'withdraw' end as action,
    null as new_first_name,
    null as new_last_name,
    'withdrawn' as digest
from hubspot.sent_contacts as sent
left join hubspot.contacts as mirror
    on
        mirror.contact_id = sent.contact_id
        and mirror.email = sent.email
        and not mirror.is_archived
where not exists (
    select 1 from marts.contacts as contact
    where contact.email = sent.email
);
comment on view hubspot.contacts_to_send is
'Contacts that differ from what HubSpot acknowledged, and what is to be done about each';

create view hubspot.participations_to_send as
select
    part.account_id,
    part.webinar_id,
    part.occurrence_key,
    part.email,
    concat_ws(
        ' ', part.account_id, part.webinar_id || '-' || part.occurrence_key,
        contact.contact_id, interaction.verb
    ) as object_key,
    event.object_id,
    mirror.contact_id as hubspot_id,
    interaction.verb,
    interaction.interacted_at,
    part.registered_at,
    part.cancelled_at,
    part.joined_at,
    part.left_at,
    null::timestamptz as withdrawn_at,
    case
        when status.code <> 'known' then 'held_back'
        when mirror.contact_id is null then 'wait_for_contact'
        else interaction.verb
    end as action,
    md5(concat_ws('|', mirror.contact_id, interaction.interacted_at, part.left_at)) as digest
from marts.participations as part
inner join marts.contacts as contact on contact.email = part.email
left join hubspot.active_contacts as mirror on mirror.email = part.email
left join hubspot.sent_participations as sent
    on
        sent.account_id = part.account_id
        and sent.webinar_id = part.webinar_id
        and sent.occurrence_key = part.occurrence_key
        and sent.email = part.email
        -- The address may be another contact's by now, who was told nothing.
        and (sent.contact_id = mirror.contact_id or mirror.contact_id is null)
left join hubspot.sent_events as event
    on
        event.account_id = part.account_id
        and event.webinar_id = part.webinar_id
        and event.occurrence_key = part.occurrence_key
left join hubspot.address_statuses as status on status.email = part.email
cross join
    lateral (
        select coalesce(sent.withdrawn_at, sent.cancelled_at) as ended_at
    ) as told
cross join
    lateral (
        values
        (
            'register',
            -- HubSpot does not hear the same time of the same contact and event again.
            case
                when sent.registered_at = part.registered_at
                    then told.ended_at + interval '1 millisecond'
                else part.registered_at
            end,
            part.registered_at is not null
            and case
                when sent.withdrawn_at is not null
                    then part.joined_at is null and part.state <> 'cancelled'
                else
                    sent.joined_at is null
                    and (
                        (sent.registered_at is distinct from part.registered_at)
                        or (sent.cancelled_at is not null and part.cancelled_at is null)
                    )
            end
        ),
        (
            'cancel',
            part.cancelled_at,
            part.state = 'cancelled'
            and (sent.joined_at is null or sent.withdrawn_at is not null)
            and (sent.cancelled_at is distinct from part.cancelled_at)
        ),
        (
            'attend',
            case
                when sent.joined_at is distinct from part.joined_at then part.joined_at
                when sent.withdrawn_at is not null
                    then sent.withdrawn_at + interval '2 milliseconds'
                else part.left_at
            end,
            part.joined_at is not null
            and (
                ((sent.joined_at, sent.left_at) is distinct from (part.joined_at, part.left_at))
                or sent.withdrawn_at is not null
            )
        )
    ) as interaction (verb, interacted_at, is_new)
where interaction.is_new
union all
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    sent.email,
    concat_ws(
        ' ', sent.account_id, sent.webinar_id || '-' || sent.occurrence_key,
        'hubspot', sent.contact_id, 'cancel'
    ) as object_key,
    event.object_id,
    mirror.contact_id as hubspot_id,
    'cancel' as verb,
    sent.withdrawn_at as interacted_at,
    null as registered_at,
    null as cancelled_at,
    null as joined_at,
    null as left_at,
    sent.withdrawn_at,
    case
        when
            mirror.contact_id is null
            or event.object_id is null
            or alive.account_id is null
            or is_somebody_elses.email is not null
            then 'forget'
        when sent.cancelled_at is not null and sent.joined_at is null then 'nothing'
        else 'withdraw'
    end as action,
    'withdrawn' as digest
from hubspot.sent_participations as sent
left join hubspot.sent_events as event
    on
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
left join marts.marketing_events as alive
    on
        alive.account_id = sent.account_id
        and alive.webinar_id = sent.webinar_id
        and alive.occurrence_key = sent.occurrence_key
left join hubspot.contacts as mirror
    on mirror.contact_id = sent.contact_id and not mirror.is_archived
left join lateral (
    -- The contact has another address by now, under which it takes part.
    select min(other.email) as email
    from hubspot.active_contacts as other
    inner join marts.participations as part on part.email = other.email
    where
        other.contact_id = sent.contact_id
        and part.account_id = sent.account_id
        and part.webinar_id = sent.webinar_id
        and part.occurrence_key = sent.occurrence_key
) as is_somebody_elses on true
where
    not sent.is_withdrawn
    and not exists (
        select 1
        from marts.participations as part
        where
            part.account_id = sent.account_id
            and part.webinar_id = sent.webinar_id
            and part.occurrence_key = sent.occurrence_key
            and part.email = sent.email
    );
comment on view hubspot.participations_to_send is
'What people did, or are no longer to have done, that HubSpot has not acknowledged';

create view hubspot.events_to_send as
select
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    concat_ws(' ', event.account_id, event.webinar_id || '-' || event.occurrence_key, interaction.action)
        as object_key,
    sent.object_id,
    event.event_name,
    event.organizer,
    coalesce(sent.completed_starts_at, event.starts_at) as starts_at,
    event.real_starts_at,
    event.real_ends_at,
    event.is_cancelled and coalesce(sent.is_cancelled, false) as stays_cancelled,
    interaction.action,
    md5(concat_ws(
        '|', interaction.action, event.event_name, event.organizer, event.starts_at,
        event.real_starts_at, event.real_ends_at
    )) as digest
from (
    select
        one.account_id,
        one.webinar_id,
        one.occurrence_key,
        one.status = 'cancelled' as is_cancelled,
        coalesce(one.topic, 'Zoom webinar ' || one.webinar_id) as event_name,
        coalesce(one.host_email, 'Zoom') as organizer,
        coalesce(one.scheduled_at, one.started_at) as starts_at,
        case
            when one.status = 'ended' and one.settled_at is not null then one.started_at
        end as real_starts_at,
        case
            when one.status = 'ended' and one.settled_at is not null then one.ended_at
        end as real_ends_at
    from marts.marketing_events as one
) as event
left join hubspot.sent_events as sent
    on
        sent.account_id = event.account_id
        and sent.webinar_id = event.webinar_id
        and sent.occurrence_key = event.occurrence_key
cross join
    lateral (
        values
        (
            case when sent.object_id is null then 'create' else 'update' end,
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
                (sent.completed_starts_at, sent.completed_ends_at) is distinct from (
                    event.real_starts_at, event.real_ends_at
                )
            )
        )
    ) as interaction (action, is_new)
where interaction.is_new
union all
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    concat_ws(' ', sent.account_id, sent.webinar_id || '-' || sent.occurrence_key, 'delete')
        as object_key,
    sent.object_id,
    sent.event_name,
    sent.organizer,
    sent.starts_at,
    null as real_starts_at,
    null as real_ends_at,
    false as stays_cancelled,
    'delete' as action,
    'deleted' as digest
from hubspot.sent_events as sent
where not exists (
    select 1
    from marts.marketing_events as event
    where
        event.account_id = sent.account_id
        and event.webinar_id = sent.webinar_id
        and event.occurrence_key = sent.occurrence_key
);
comment on view hubspot.events_to_send is
'Marketing events that differ from what HubSpot acknowledged, and what is to be done about each';

create view hubspot.custom_events_to_send as
select
    interaction.account_id,
    interaction.webinar_id,
    interaction.occurrence_key,
    interaction.email,
    interaction.kind,
    interaction.occurred_at,
    interaction.webinar_name,
    part.attended_seconds,
    part.attendance_percent,
    mirror.contact_id as hubspot_id,
    concat_ws(
        ' ', interaction.account_id, interaction.webinar_id || '-' || interaction.occurrence_key, contact.contact_id,
        interaction.kind
    ) as object_key,
    'once' as digest,
    md5(concat_ws(
        '|', interaction.account_id, interaction.webinar_id, interaction.occurrence_key, interaction.kind, contact.contact_id
    ))::uuid::text as uuid,
    case
        when status.code <> 'known' then 'held_back'
        when mirror.contact_id is null then 'wait_for_contact'
        else 'send'
    end as action
from marts.timeline_events as interaction
cross join settings.sync as settings
inner join marts.contacts as contact on contact.email = interaction.email
inner join marts.marketing_events as event
    on
        event.account_id = interaction.account_id
        and event.webinar_id = interaction.webinar_id
        and event.occurrence_key = interaction.occurrence_key
left join marts.participations as part
    on
        part.account_id = interaction.account_id
        and part.webinar_id = interaction.webinar_id
        and part.occurrence_key = interaction.occurrence_key
        and part.email = interaction.email
left join hubspot.sent_custom_events as sent
    on
        sent.account_id = interaction.account_id
        and sent.webinar_id = interaction.webinar_id
        and sent.occurrence_key = interaction.occurrence_key
        and sent.email = interaction.email
        and sent.kind = interaction.kind
left join hubspot.active_contacts as mirror on mirror.email = interaction.email
left join hubspot.address_statuses as status on status.email = interaction.email
where
    settings.custom_events
    and sent.email is null
    and (
        interaction.kind in ('registered', 'recording_available')
        or (interaction.kind = 'attended' and event.settled_at is not null)
    );
comment on view hubspot.custom_events_to_send is
'Custom events that HubSpot has not acknowledged: attendances once their figures are final';

create view hubspot.obsolete_refusals as
select
    refusal.object_kind,
    refusal.object_key
from hubspot.refusals as refusal
where not exists (
    select 1
    from (
        select
            'contact' as object_kind,
            object_key
        from hubspot.contacts_to_send
        union all
        select
            'marketing_event' as object_kind,
            object_key
        from hubspot.events_to_send
        union all
        select
            'participation' as object_kind,
            object_key
        from hubspot.participations_to_send
        union all
        select
            'custom_event' as object_kind,
            object_key
        from hubspot.custom_events_to_send
    ) as waiting
    where
        waiting.object_kind = refusal.object_kind
        and waiting.object_key = refusal.object_key
);
comment on view hubspot.obsolete_refusals is
'What HubSpot refused and is not to be sent any more: the person is gone, or it was told otherwise';
