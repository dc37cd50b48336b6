-- depends: 0012.hubspot_mirror
-- What HubSpot was sent, and acknowledged.
create table hubspot.portal (
    id boolean primary key default true check (id),
    portal_id bigint not null,
    time_zone text not null,
    token_sha256 text not null,
    properties jsonb not null default '{}',
    event_types jsonb not null default '{}',
    run_id text not null
);
comment on table hubspot.portal is
'One row: the HubSpot account that this warehouse is pushed to, and what was set up there';
comment on column hubspot.portal.token_sha256 is
'Which token the account was looked up with: another one is looked up again';
comment on column hubspot.portal.properties is
'Columns of marts.contacts, and the HubSpot property that each is written to';
comment on column hubspot.portal.event_types is
'Kinds of marts.timeline_events, and the full name of the custom event that each is sent as';

create unlogged table hubspot.pace (
    id boolean primary key default true check (id),
    next_at timestamptz not null
);
comment on table hubspot.pace is
'One row: when the next request to HubSpot may be sent. All processes take their turns here';

create table hubspot.sent_contacts (
    email text primary key,
    contact_id bigint not null,
    first_name text,
    last_name text,
    average_attendance_percent numeric(5, 2),
    last_registered_url text,
    registrations_total int not null,
    attendances_total int not null,
    is_stale boolean not null default false,
    run_id text not null
);
comment on table hubspot.sent_contacts is 'Contact properties that HubSpot acknowledged';
comment on column hubspot.sent_contacts.contact_id is 'HubSpot''s record id';
comment on column hubspot.sent_contacts.first_name is
'As offered: it is written only where HubSpot has none';
comment on column hubspot.sent_contacts.is_stale is 'To be sent again, to other properties';

create table hubspot.sent_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    object_id bigint not null,
    event_name text not null,
    organizer text not null,
    starts_at timestamptz,
    completed_starts_at timestamptz,
    completed_ends_at timestamptz,
    is_cancelled boolean not null default false,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key)
);
comment on table hubspot.sent_events is 'Marketing events that HubSpot acknowledged';
comment on column hubspot.sent_events.object_id is 'HubSpot''s record id';
comment on column hubspot.sent_events.completed_starts_at is
'The real start, once the event is completed; null until then';

create table hubspot.sent_participations (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    contact_id bigint not null,
    registered_at timestamptz,
    cancelled_at timestamptz,
    joined_at timestamptz,
    left_at timestamptz,
    withdrawn_at timestamptz,
    sent_at timestamptz not null default now(),
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email)
);
comment on table hubspot.sent_participations is 'Participations that HubSpot acknowledged';
comment on column hubspot.sent_participations.withdrawn_at is
'When it was first found to have vanished from marts: it is cancelled as of that moment';

create table hubspot.sent_custom_events (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    email text not null,
    kind text not null,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, email, kind)
);
comment on table hubspot.sent_custom_events is 'Custom events that HubSpot acknowledged';

create table hubspot.refusals (
    object_kind text not null,
    object_key text not null,
    digest text not null,
    attempts int not null,
    next_attempt_at timestamptz not null,
    run_id text not null,
    primary key (object_kind, object_key)
);
comment on table hubspot.refusals is
'Rows that HubSpot refused, and when they are sent again; at once if they changed';
comment on column hubspot.refusals.digest is 'Of what was refused';

create table hubspot.differences (
    account_id text not null,
    webinar_id bigint not null,
    occurrence_key text not null,
    contact_id bigint not null,
    kind text not null
    check (kind in (
        'missing', 'extra', 'merged', 'state', 'time', 'duration', 'event_missing', 'native_event'
    )),
    expected text,
    found text,
    likely_cause text not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    cleared_at timestamptz,
    run_id text not null,
    primary key (account_id, webinar_id, occurrence_key, contact_id, kind)
);
comment on table hubspot.differences is
'What HubSpot has otherwise than it was sent, with a likely cause; cleared once it is gone';
comment on column hubspot.differences.contact_id is
'HubSpot''s record id; 0: the difference is the event''s own';

create function hubspot.forget_portal() returns void
language sql
as $$
delete from hubspot.portal;
delete from hubspot.contacts;
delete from hubspot.addresses;
delete from hubspot.users;
delete from hubspot.sent_contacts;
delete from hubspot.sent_events;
delete from hubspot.sent_participations;
delete from hubspot.sent_custom_events;
delete from hubspot.refusals;
delete from hubspot.differences;
$$;
comment on function hubspot.forget_portal is
'Forgets the HubSpot account that was pushed to, so that the next push begins with another one';

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
        when standing.code <> 'known' then 'held_back'
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
left join hubspot.standings as standing on standing.email = contact.email
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
        contact.contact_id, deed.verb
    ) as object_key,
    event.object_id,
    mirror.contact_id as hubspot_id,
    deed.verb,
    deed.interacted_at,
    part.registered_at,
    part.cancelled_at,
    part.joined_at,
    part.left_at,
    null::timestamptz as withdrawn_at,
    case
        when standing.code <> 'known' then 'held_back'
        when mirror.contact_id is null then 'wait_for_contact'
        else deed.verb
    end as action,
    md5(concat_ws('|', mirror.contact_id, deed.interacted_at, part.left_at)) as digest
from marts.participations as part
inner join marts.contacts as contact on contact.email = part.email
left join hubspot.sent_participations as sent
    on
        sent.account_id = part.account_id
        and sent.webinar_id = part.webinar_id
        and sent.occurrence_key = part.occurrence_key
        and sent.email = part.email
left join hubspot.sent_events as event
    on
        event.account_id = part.account_id
        and event.webinar_id = part.webinar_id
        and event.occurrence_key = part.occurrence_key
left join hubspot.active_contacts as mirror on mirror.email = part.email
left join hubspot.standings as standing on standing.email = part.email
cross join
    lateral (
        values
        (
            'register',
            part.registered_at,
            part.registered_at is not null
            and sent.joined_at is null
            and (
                (sent.registered_at is distinct from part.registered_at)
                or (sent.cancelled_at is not null and part.cancelled_at is null)
                or sent.withdrawn_at is not null
            )
        ),
        (
            'cancel',
            part.cancelled_at,
            part.state = 'cancelled'
            and sent.joined_at is null
            and (sent.cancelled_at is distinct from part.cancelled_at)
        ),
        (
            'attend',
            case
                when sent.joined_at = part.joined_at then part.left_at else part.joined_at
            end,
            part.joined_at is not null
            and (
                ((sent.joined_at, sent.left_at) is distinct from (part.joined_at, part.left_at))
                or sent.withdrawn_at is not null
            )
        )
    ) as deed (verb, interacted_at, is_new)
where deed.is_new
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
            or (sent.cancelled_at is not null and sent.joined_at is null)
            then 'forget'
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
where not exists (
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
    concat_ws(' ', event.account_id, event.webinar_id || '-' || event.occurrence_key)
        as object_key,
    sent.object_id,
    event.event_name,
    event.organizer,
    coalesce(sent.completed_starts_at, event.starts_at) as starts_at,
    event.real_starts_at,
    event.real_ends_at,
    deed.action,
    md5(concat_ws(
        '|', deed.action, event.event_name, event.organizer, event.starts_at,
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
    ) as deed (action, is_new)
where deed.is_new
union all
select
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    concat_ws(' ', sent.account_id, sent.webinar_id || '-' || sent.occurrence_key) as object_key,
    sent.object_id,
    sent.event_name,
    sent.organizer,
    sent.starts_at,
    null as real_starts_at,
    null as real_ends_at,
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
    deed.account_id,
    deed.webinar_id,
    deed.occurrence_key,
    deed.email,
    deed.kind,
    deed.occurred_at,
    deed.webinar_name,
    part.attended_seconds,
    part.attendance_percent,
    mirror.contact_id as hubspot_id,
    md5(concat_ws(
        '|', deed.account_id, deed.webinar_id, deed.occurrence_key, deed.kind, contact.contact_id
    ))::uuid::text as uuid,
    case
        when standing.code <> 'known' then 'held_back'
        when mirror.contact_id is null then 'wait_for_contact'
        else 'send'
    end as action
from marts.timeline_events as deed
cross join settings.sync as settings
inner join marts.contacts as contact on contact.email = deed.email
inner join marts.marketing_events as event
    on
        event.account_id = deed.account_id
        and event.webinar_id = deed.webinar_id
        and event.occurrence_key = deed.occurrence_key
left join marts.participations as part
    on
        part.account_id = deed.account_id
        and part.webinar_id = deed.webinar_id
        and part.occurrence_key = deed.occurrence_key
        and part.email = deed.email
left join hubspot.sent_custom_events as sent
    on
        sent.account_id = deed.account_id
        and sent.webinar_id = deed.webinar_id
        and sent.occurrence_key = deed.occurrence_key
        and sent.email = deed.email
        and sent.kind = deed.kind
left join hubspot.active_contacts as mirror on mirror.email = deed.email
left join hubspot.standings as standing on standing.email = deed.email
where
    settings.custom_events
    and sent.email is null
    and (
        deed.kind in ('registered', 'recording_available')
        or (deed.kind = 'attended' and event.settled_at is not null)
    );
comment on view hubspot.custom_events_to_send is
'Custom events that HubSpot has not acknowledged: attendances once their figures are final';
