-- name: merge_members
-- Keep who is in a segment now, by contact id, and count who entered and who departed.
with present as materialized (
    select contact.email
    from unnest(cast(:contact_ids as bigint[])) as member (contact_id)
    inner join marts.contacts as contact on contact.contact_id = member.contact_id
),

departed as (
    delete from marts.segment_members as member
    where
        member.segment = :segment
        and not exists (
            select 1 from present
            where present.email = member.email
        )
    returning 1
),

entered as (
    insert into marts.segment_members (segment, email, run_id)
    select
        :segment,
        present.email,
        :run_id
    from present
    on conflict (segment, email) do nothing
    returning 1
)

insert into marts.segments as kept (
    segment, description, members, entered, departed, run_id
)
select
    :segment,
    :description,
    (select count(*) from present),
    (select count(*) from entered),
    (select count(*) from departed),
    :run_id
on conflict (segment) do update
    set
        description = excluded.description,
        members = excluded.members,
        entered = excluded.entered,
        departed = excluded.departed,
        refreshed_at = now(),
        run_id = excluded.run_id
returning members, entered, departed;
