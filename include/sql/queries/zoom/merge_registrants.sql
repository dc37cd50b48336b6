-- name: merge_registrants
-- Keep a webinar's registrations from one full listing of all statuses, by row key and date. Those
-- who vanished (and were confirmed) stay, unlisted; what was decided about them says whether that
-- is a cancellation. Those under a date or kind of listing that is no longer asked for are
-- superseded: who cancels is no longer seen there. Who cancelled and registered again has the same
-- id and another create_time: what was known of the registration before stays, as a former one. (Of
-- those whom this project registered, the time is known to the seconds of the answer alone.) Whom
-- this project registered or removed since the listing was read stays as it is. Without
-- occurrence_ids: no listing, but what Zoom just answered to a request of this project.
-- `_occurrence_id` is the date that was requested; the extraction adds it.
with answered as (
    select distinct on (row_key, occurrence_id)
        sent.payload,
        sent.place,
        coalesce(sent.payload ->> 'id', '') as registrant_id,
        coalesce(sent.payload ->> '_occurrence_id', '') as occurrence_id,
        sent.payload ->> 'status' as status,
        zoom.to_timestamp_or_null(sent.payload ->> 'create_time') as created_at,
        cast(:webinar_id as text)
        || ' '
        || coalesce(nullif(sent.payload ->> 'id', ''), '#' || sent.place)
            as row_key
    from jsonb_array_elements(cast(:rows as jsonb)) with ordinality as sent (payload, place)
    order by
        row_key,
        occurrence_id,
        -- Someone who moved between statuses while they were read is listed twice.
        coalesce(array_position(
            array['approved', 'pending', 'denied'], sent.payload ->> 'status'
        ), 4),
        sent.place
),

acted as (
    select
        row_key,
        occurrence_id
    from zoom.registrants
    where
        account_id = :account_id
        and webinar_id = :webinar_id
        and acted_at >= cast(:answered_at as timestamptz)
        and cardinality(cast(:occurrence_ids as text[])) > 0
),

listed as (
    select answered.*
    from answered
    where not exists (
        select 1
        from acted
        where acted.row_key = answered.row_key and acted.occurrence_id = answered.occurrence_id
    )
),

-- What is known of the same registrations, for whatever date or kind of listing.
known as (
    select
        registrant.*,
        case
            when registrant.status = 'approved' and registrant.is_listed
                then coalesce(
                    registrant.superseded_at, cast(:previous_answered_at as timestamptz)
                )
            else registrant.last_approved_at
        end as seen_approved_at
    from zoom.registrants as registrant
    where registrant.account_id = :account_id and registrant.webinar_id = :webinar_id
),

judged as (
    select
        registrant_id,
        bool_or(was_approved) as was_approved,
        max(seen_approved_at) as seen_approved_at
    from known
    where registrant_id <> ''
    group by registrant_id
),

former as (
    insert into zoom.former_registrations (
        account_id,
        webinar_id,
        row_key,
        occurrence_id,
        created_at,
        listed_at,
        last_approved_at,
        cancelled_at,
        superseded_at,
        approved_at,
        run_id
    )
    select
        known.account_id,
        known.webinar_id,
        known.row_key,
        known.occurrence_id,
        known.created_at,
        known.listed_at,
        known.seen_approved_at,
        coalesce(known.cancelled_at, cast(:answered_at as timestamptz)) as cancelled_at,
        known.superseded_at,
        known.approved_at,
        :run_id
    from known
    inner join listed
        on listed.row_key = known.row_key and listed.occurrence_id = known.occurrence_id
    where
        known.was_approved
        and known.registrant_id <> ''
        and listed.created_at > known.created_at + interval '1 minute'
    on conflict (account_id, webinar_id, row_key, occurrence_id, created_at) do nothing
),

vanished as (
    update zoom.registrants as registrant
    set
        is_listed = false,
        last_approved_at = case
            when registrant.status = 'approved'
                then coalesce(
                    registrant.superseded_at, cast(:previous_answered_at as timestamptz)
                )
            else registrant.last_approved_at
        end,
        cancelled_at = case
            when registrant.was_approved
                then coalesce(registrant.cancelled_at, cast(:answered_at as timestamptz))
        end,
        superseded_at = null,
        run_id = :run_id
    where
        registrant.account_id = :account_id
        and registrant.webinar_id = :webinar_id
        and registrant.is_listed
        -- Who was registered after this listing was read cannot be in it.
        and registrant.listed_at < cast(:answered_at as timestamptz)
        and registrant.occurrence_id = any(cast(:occurrence_ids as text[]))
        and not exists (
            select 1
            from listed
            where
                listed.row_key = registrant.row_key
                and listed.occurrence_id = registrant.occurrence_id
        )
        and not exists (
            select 1
            from acted
            where
                acted.row_key = registrant.row_key
                and acted.occurrence_id = registrant.occurrence_id
        )
),

superseded as (
    update zoom.registrants as registrant
    set superseded_at = cast(:answered_at as timestamptz), run_id = :run_id
    where
        registrant.account_id = :account_id
        and registrant.webinar_id = :webinar_id
        and registrant.superseded_at is null
        and registrant.listed_at < cast(:answered_at as timestamptz)
        and coalesce(registrant.acted_at < cast(:answered_at as timestamptz), true)
        and registrant.occurrence_id <> all(cast(:occurrence_ids as text[]))
        -- Who was just registered comes without a listing.
        and cardinality(cast(:occurrence_ids as text[])) > 0
)

insert into zoom.registrants as registrant (
    account_id,
    webinar_id,
    registrant_id,
    occurrence_id,
    email,
    created_at,
    status,
    row_key,
    listed_at,
    was_approved,
    last_approved_at,
    cancelled_at,
    acted_at,
    is_listed,
    is_cleaned,
    payload,
    run_id
)
select
    :account_id,
    :webinar_id,
    listed.registrant_id,
    listed.occurrence_id,
    listed.payload ->> 'email' as email,
    listed.created_at,
    listed.status,
    listed.row_key,
    cast(:answered_at as timestamptz) as listed_at,
    coalesce(listed.status = 'approved' or denied.was_approved, false) as was_approved,
    case when denied.was_approved then judged.seen_approved_at end as last_approved_at,
    case when denied.was_approved then cast(:answered_at as timestamptz) end as cancelled_at,
    case
        when cardinality(cast(:occurrence_ids as text[])) = 0
            then cast(:answered_at as timestamptz)
    end as acted_at,
    true as is_listed,
    listed.place = any(cast(:cleaned as bigint[])) as is_cleaned,
    listed.payload - '_occurrence_id' as payload,
    :run_id
from listed
left join judged on listed.registrant_id = judged.registrant_id
-- Denied at first sight: approved once where the webinar approves automatically now. What it was
-- under another date or kind of listing, it was.
cross join
    lateral (
        select
            listed.status = 'denied'
            and coalesce(judged.was_approved, cast(:approval_type as int) = 0) as was_approved
    ) as denied
on conflict (account_id, webinar_id, row_key, occurrence_id) do update
    set
        email = excluded.email,
        created_at = excluded.created_at,
        status = excluded.status,
        listed_at = case
            when
                registrant.was_approved
                and excluded.created_at > registrant.created_at + interval '1 minute'
                then excluded.listed_at
            else registrant.listed_at
        end,
        was_approved = case
            when
                registrant.was_approved
                and excluded.created_at > registrant.created_at + interval '1 minute'
                then excluded.was_approved
            else registrant.was_approved or coalesce(excluded.status = 'approved', false)
        end,
        approved_at = case
            when not registrant.was_approved and excluded.status = 'approved'
                then cast(:answered_at as timestamptz)
            when
                registrant.was_approved
                and excluded.created_at > registrant.created_at + interval '1 minute'
                then null
            else registrant.approved_at
        end,
        last_approved_at = case
            when excluded.status = 'approved' then null
            when
                registrant.was_approved
                and excluded.created_at > registrant.created_at + interval '1 minute'
                then null
            when registrant.status = 'approved' and registrant.is_listed
                then coalesce(
                    registrant.superseded_at, cast(:previous_answered_at as timestamptz)
                )
            else registrant.last_approved_at
        end,
        cancelled_at = case
            when excluded.status = 'denied' and registrant.was_approved
                then coalesce(registrant.cancelled_at, cast(:answered_at as timestamptz))
        end,
        superseded_at = null,
        acted_at = coalesce(excluded.acted_at, registrant.acted_at),
        is_listed = true,
        is_cleaned = excluded.is_cleaned,
        payload = excluded.payload,
        run_id = excluded.run_id
    where
    (
        registrant.superseded_at is not null
        or excluded.acted_at is not null
        or (registrant.status, registrant.is_listed, registrant.is_cleaned, registrant.payload)
        is distinct from (excluded.status, true, excluded.is_cleaned, excluded.payload)
    )
    -- A listing that was read before a cancellation knows nothing of it.
    and (registrant.cancelled_at is null or registrant.cancelled_at <= :answered_at);
