-- name: delete_other_segments
-- Forget the members of segments that are saved no more; return these segments, and those with
-- issues that are open.
with forgotten as (
    delete from marts.segments
    where segment not in (select name from settings.segments)
    returning segment
),

members as (
    delete from marts.segment_members
    where segment not in (select name from settings.segments)
    returning segment
)

select segment from forgotten
union
select segment from members
union
select error.object_key as segment
from sync.errors as error
where
    error.object_kind = 'segment'
    and error.cleared_at is null
    and error.object_key not in (select name from settings.segments);

-- name: select_members
-- Select the members of a saved segment, as last computed, who are still contacts.
select
    member.email,
    contact.first_name,
    contact.last_name,
    member.since
from marts.segment_members as member
inner join marts.contacts as contact on contact.email = member.email
where member.segment = :segment
order by member.email;

-- name: select_refreshed
-- Select what the last refresh of each segment came to.
select
    segment,
    members,
    entered,
    departed,
    refreshed_at
from marts.segments
order by segment;

-- name: compare_members
-- Count who would be in a segment, by contact id, and who would enter and depart.
with present as materialized (
    select contact.email
    from unnest(cast(:contact_ids as bigint[])) as member (contact_id)
    inner join marts.contacts as contact on contact.contact_id = member.contact_id
)

select
    (select count(*) from present) as members,
    (
        select count(*)
        from present
        left join marts.segment_members as member
            on member.segment = :segment and member.email = present.email
        where member.email is null
    ) as entered,
    (
        select count(*)
        from marts.segment_members as member
        left join present on present.email = member.email
        where member.segment = :segment and present.email is null
    ) as departed;
