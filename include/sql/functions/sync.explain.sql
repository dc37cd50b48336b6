create or replace function sync.explain(address text) returns table (
    subject text,
    webinar_id bigint,
    webinar text,
    occurrence_key text,
    happened_at timestamptz,
    code text,
    why text,
    what_changes_it text,
    account_id text
)
language sql volatile
as $$
with person as (
    select lower(btrim(address)) as email
),

outcomes as (
    select
        outcome.account_id,
        outcome.webinar_id,
        outcome.occurrence_key,
        outcome.subject,
        outcome.subject_key,
        outcome.email,
        outcome.code
    from sync.outcomes as outcome
    where outcome.email = lower(btrim(address))
    union
    -- The person may be counted as another address: HubSpot's primary one.
    select
        outcome.account_id,
        outcome.webinar_id,
        outcome.occurrence_key,
        outcome.subject,
        outcome.subject_key,
        outcome.email,
        outcome.code
    from zoom.registrants as registrant
    inner join sync.outcomes as outcome
        on
            outcome.account_id = registrant.account_id
            and outcome.webinar_id = registrant.webinar_id
            and outcome.occurrence_key = ''
            and outcome.subject = 'registration'
            and outcome.subject_key = registrant.registrant_id
    where lower(btrim(registrant.email)) = lower(btrim(address))
),

explained as (
    select
        outcome.account_id,
        outcome.webinar_id,
        outcome.occurrence_key,
        outcome.subject,
        outcome.code,
        coalesce(registration.created_at, participation.joined_at, event.started_at)
            as happened_at
    from outcomes as outcome
    left join lateral (
        select min(registrant.created_at) as created_at
        from zoom.registrants as registrant
        where
            outcome.subject = 'registration'
            and registrant.account_id = outcome.account_id
            and registrant.webinar_id = outcome.webinar_id
            and registrant.row_key = outcome.webinar_id || ' ' || outcome.subject_key
    ) as registration on true
    left join marts.participations as participation
        on
            outcome.subject <> 'registration'
            and participation.account_id = outcome.account_id
            and participation.webinar_id = outcome.webinar_id
            and participation.occurrence_key = outcome.occurrence_key
            and participation.email = outcome.email
    left join marts.marketing_events as event
        on
            event.account_id = outcome.account_id
            and event.webinar_id = outcome.webinar_id
            and event.occurrence_key = outcome.occurrence_key
    union all
    select
        erased.account_id,
        erased.webinar_id,
        '' as occurrence_key,
        'person' as subject,
        'erased' as code,
        erased.happened_at
    from person
    cross join
        lateral (
            select
                null::text as account_id,
                null::bigint as webinar_id,
                null::timestamptz as happened_at
            from settings.find_erased('address', array[person.email])
        ) as erased
    union all
    select
        rejected.account_id,
        zoom.to_bigint_or_null(rejected.object_key) as webinar_id,
        '' as occurrence_key,
        case rejected.source when 'registrants' then 'registration' else 'connection' end
            as subject,
        'rejected' as code,
        null as happened_at
    from sync.rejected_rows as rejected
    where
        lower(btrim(rejected."row" ->> 'email')) = lower(btrim(address))
        or lower(btrim(rejected."row" ->> 'user_email')) = lower(btrim(address))
)

select
    explained.subject,
    explained.webinar_id,
    webinar.topic as webinar,
    explained.occurrence_key,
    explained.happened_at,
    explained.code,
    codes.meaning as why,
    codes.what_changes_it,
    explained.account_id
from explained
inner join sync.codes as codes on codes.code = explained.code
left join zoom.webinars as webinar
    on webinar.account_id = explained.account_id and webinar.webinar_id = explained.webinar_id
union all
select
    in_hubspot.subject,
    in_hubspot.webinar_id,
    webinar.topic as webinar,
    in_hubspot.occurrence_key,
    in_hubspot.happened_at,
    in_hubspot.code,
    in_hubspot.why,
    in_hubspot.what_changes_it,
    in_hubspot.account_id
from hubspot.explain(address) as in_hubspot
left join zoom.webinars as webinar
    on webinar.account_id = in_hubspot.account_id and webinar.webinar_id = in_hubspot.webinar_id
union all
select
    'nobody' as subject,
    null as webinar_id,
    null as webinar,
    null as occurrence_key,
    null as happened_at,
    'unknown' as code,
    'Nobody with this address registered for a webinar that was read, or is known to have come.'
        as why,
    'Look for another address of the person. People of webinars that are left out whole are not '
    || 'read: see the outcomes of the subject webinar in sync.outcomes.' as what_changes_it,
    null as account_id
where not exists (select 1 from explained)
order by happened_at desc nulls last, webinar_id, occurrence_key, subject
$$;
comment on function sync.explain is
'Why a person is or is not counted: each registration and attendance of an address, in words; and '
'what HubSpot was told of the person, when, and what waits';
