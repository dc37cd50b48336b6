create or replace function hubspot.explain(address text) returns table (
    subject text,
    account_id text,
    webinar_id bigint,
    occurrence_key text,
    happened_at timestamptz,
    code text,
    why text,
    what_changes_it text
)
language sql stable
as $$
-- The views that compare everybody with HubSpot are read with an address that is known when the
-- query is planned, never joined: so they look at one person.
with person as (
    select lower(btrim(address)) as email
    where exists (select 1 from hubspot.portal)
),

unsent as (
    select
        'hubspot_contact' as subject,
        null::text as account_id,
        null::bigint as webinar_id,
        null::text as occurrence_key,
        'contact' as object_kind,
        contact.object_key,
        contact.digest,
        contact.action,
        contact.email,
        'The contact' as what_it_is,
        case contact.action
            when 'create' then 'The next push creates the contact.'
            when 'update' then 'HubSpot has older values: the next push sends the present ones.'
            when 'withdraw'
                then 'The person is in no webinar any more: the next push empties our properties.'
        end as next_step
    from hubspot.contacts_to_send as contact
    where
        contact.email = lower(btrim(address))
        and contact.action not in ('acknowledge', 'forget')
        and exists (select 1 from person)
    union all
    select
        'hubspot_participation' as subject,
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        'participation' as object_kind,
        participation.object_key,
        participation.digest,
        participation.action,
        participation.email,
        case participation.verb
            when 'register' then 'The registration'
            when 'attend' then 'The attendance'
            else 'The cancellation'
        end as what_it_is,
        case participation.action
            when 'wait_for_contact' then 'It is sent once HubSpot has the contact.'
            when 'wait_for_event' then 'It is sent together with its event.'
            else 'The next push sends it.'
        end as next_step
    from hubspot.participations_to_send as participation
    where
        participation.email = lower(btrim(address))
        and participation.action not in ('nothing', 'forget')
        and exists (select 1 from person)
),

waiting as (
    select
        unsent.subject,
        unsent.account_id,
        unsent.webinar_id,
        unsent.occurrence_key,
        null::timestamptz as happened_at,
        case
            when refusal.object_key is not null then 'refused'
            when unsent.action = 'held_back'
                then coalesce(status.code, 'contact_domain_excluded')
            when reason.reason is not null then reason.reason
            else 'waits'
        end as code,
        case
            when refusal.object_key is not null
                then concat(
                    coalesce(error.message, unsent.what_it_is || ' was refused by HubSpot.'),
                    ' Next try: ',
                    to_char(refusal.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
                    ' UTC.'
                )
            when unsent.action = 'held_back'
                then unsent.what_it_is || ' is not sent: ' || held_back.meaning
            when reason.words is not null
                then concat(unsent.what_it_is, ' waits: ', reason.words, '.')
            else unsent.what_it_is || ' is not in HubSpot as it is here. ' || unsent.next_step
        end as why,
        case
            when refusal.object_key is not null
                then coalesce(error.remedy, 'Look into sync.errors, code refused.')
            when unsent.action = 'held_back' then held_back.what_changes_it
            when reason.words is not null
                then 'Look at the plan of a push: trigger push_hubspot with dry_run.'
            else 'Nothing to do. To have it sent at once, trigger push_hubspot.'
        end as what_changes_it
    from unsent
    left join hubspot.refusals as refusal
        on
            refusal.object_kind = unsent.object_kind
            and refusal.object_key = unsent.object_key
            and refusal.digest = unsent.digest
    left join sync.errors as error
        on
            error.object_kind = 'hubspot ' || refusal.object_kind
            and error.object_key = refusal.object_key
            and error.code = 'refused'
    left join hubspot.address_statuses as status
        on status.email = unsent.email and status.code <> 'known'
    left join sync.codes as held_back
        on
            unsent.action = 'held_back'
            and held_back.code = coalesce(status.code, 'contact_domain_excluded')
    left join hubspot.held as gate
        on gate.object_kind = unsent.object_kind and gate.object_key = unsent.object_key
    left join hubspot.held_events as held
        on
            unsent.action = 'wait_for_event'
            and held.account_id = unsent.account_id
            and held.webinar_id = unsent.webinar_id
            and held.occurrence_key = unsent.occurrence_key
    left join hubspot.gate_reasons as reason
        on reason.reason = coalesce(gate.reason, held.reason, unsent.action)
),

events as (
    select distinct
        part.account_id,
        part.webinar_id,
        part.occurrence_key
    from (
        select
            participation.account_id,
            participation.webinar_id,
            participation.occurrence_key,
            participation.email
        from marts.participations as participation
        union all
        select
            sent.account_id,
            sent.webinar_id,
            sent.occurrence_key,
            sent.email
        from hubspot.sent_participations as sent
    ) as part
    inner join person on person.email = part.email
)

select
    'hubspot_contact' as subject,
    null as account_id,
    null as webinar_id,
    null as occurrence_key,
    sent.sent_at as happened_at,
    'sent' as code,
    format(
        'HubSpot was sent of contact %s: %s registrations, %s attendances, average attendance %s, '
        '%s join link.',
        sent.contact_id,
        sent.registrations_total,
        sent.attendances_total,
        coalesce(sent.average_attendance_percent || ' percent', 'none'),
        case when sent.last_registered_url is null then 'no' else 'a' end
    ) as why,
    case
        when
            exists (select 1 from hubspot.withheld_accounts)
            and (
                exists (
                    select 1
                    from hubspot.withheld_people as withheld
                    where withheld.email = sent.email
                )
                or sent.account_ids = '{}'
                and not exists (
                    select 1 from marts.contacts as contact
                    where contact.email = sent.email
                )
            )
            then
                'It stays as it is while nothing is sent of a Zoom account that it may be of: '
                'hubspot.withheld_accounts says of which, and why.'
        else 'Nothing to do: it is sent again when it changes.'
    end as what_changes_it
from hubspot.sent_contacts as sent
inner join person on person.email = sent.email
union all
select
    'hubspot_participation' as subject,
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    sent.sent_at as happened_at,
    case when sent.is_withdrawn then 'withdrawn' else 'sent' end as code,
    format(
        'HubSpot was told of contact %s: %s.',
        sent.contact_id,
        concat_ws(
            '; ',
            'registered on '
            || to_char(sent.registered_sent_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC',
            'cancelled on '
            || to_char(sent.cancelled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC',
            'attended on '
            || to_char(sent.joined_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC, until '
            || to_char(sent.left_at at time zone 'UTC', 'HH24:MI'),
            case when sent.is_withdrawn then 'cancelled, because marts have it no more' end
        )
    ) as why,
    case
        when sent.is_withdrawn
            then 'See the row of the same webinar that says why the person is not counted.'
        else 'Nothing to do: it is sent again when it changes in Zoom.'
    end as what_changes_it
from hubspot.sent_participations as sent
inner join person on person.email = sent.email
union all
select
    'hubspot_custom_event' as subject,
    sent.account_id,
    sent.webinar_id,
    sent.occurrence_key,
    run.started_at as happened_at,
    'sent' as code,
    format('HubSpot was sent the custom event %s.', sent.kind) as why,
    'Nothing: HubSpot takes each once.' as what_changes_it
from hubspot.sent_custom_events as sent
inner join person on person.email = sent.email
left join sync.runs as run on run.run_id = sent.run_id
union all
select
    'hubspot_event' as subject,
    event.account_id,
    event.webinar_id,
    event.occurrence_key,
    explained.happened_at,
    explained.code,
    explained.why,
    explained.what_changes_it
from events as event
cross join
    lateral hubspot.explain_event(event.account_id, event.webinar_id, event.occurrence_key)
        as explained
union all
select
    waiting.subject,
    waiting.account_id,
    waiting.webinar_id,
    waiting.occurrence_key,
    waiting.happened_at,
    waiting.code,
    waiting.why,
    waiting.what_changes_it
from waiting
$$;
comment on function hubspot.explain is
'What HubSpot was told of a person and when, and what waits and why; nothing before the first push';
