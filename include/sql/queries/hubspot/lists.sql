-- name: select_lists_to_send
-- Select lists of segments that are to be made, or whose members are to be read first.
select
    kept.segment,
    kept.list_name,
    kept.list_id,
    kept.segment as object_key,
    'list' as digest
from hubspot.kept_lists as kept
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'list'
        and refusal.object_key = kept.segment
        and refusal.next_attempt_at > now()
        and not :with_refused
where (kept.list_id is null or kept.is_stale) and refusal.object_key is null
order by kept.segment;

-- name: select_list_members_to_send
-- Select who is to be added to lists and removed from them, list by list.
select
    member.segment,
    member.list_id,
    member.email,
    member.hubspot_id,
    member.action,
    member.object_kind,
    member.object_key,
    member.digest
from hubspot.list_members_to_send as member
left join hubspot.refusals as refusal
    on
        (
            (refusal.object_kind = 'list' and refusal.object_key = member.segment)
            or (
                refusal.object_kind = 'list_member'
                and refusal.object_key = member.object_key
                and refusal.digest = member.digest
            )
        )
        and refusal.next_attempt_at > now()
        and not :with_refused
where member.list_id is not null and refusal.object_key is null
order by member.segment, member.action, member.hubspot_id;

-- name: select_list_members_that_may
-- Select which of some contacts may still be added to lists.
select
    member.object_key,
    false as is_counted
from hubspot.list_members_to_send as member
where member.action = 'add' and member.object_key = any(:object_keys);

-- name: select_list_kinds
-- Select the kinds of members of lists by which the brake counts, those that it reported included.
select 'list ' || segment as object_kind
from hubspot.sent_lists
union
select brake.object_kind
from hubspot.braked as brake
where starts_with(brake.object_kind, 'list ')
union
select left(error.object_key, -length(' withdraw')) as object_kind
from sync.errors as error
where
    error.object_kind = 'hubspot brake'
    and starts_with(error.object_key, 'list ')
    and error.cleared_at is null
order by object_kind;

-- name: upsert_sent_list
-- Remember as which list in HubSpot a segment is kept.
insert into hubspot.sent_lists (segment, list_id, is_stale, run_id)
values (:segment, :list_id, :is_stale, :run_id)
on conflict (segment) do update
    set
        list_id = excluded.list_id,
        is_stale = excluded.is_stale,
        run_id = excluded.run_id;

-- name: mark_lists_stale
-- Let the members of all lists be read from HubSpot again: another warehouse may have changed them.
update hubspot.sent_lists
set
    is_stale = true,
    run_id = :run_id
where not is_stale;

-- name: delete_sent_list
-- Forget a list that HubSpot no longer has.
delete from hubspot.sent_lists
where segment = :segment;

-- name: delete_sent_list_members
-- Forget all members of a list.
delete from hubspot.sent_list_members
where segment = :segment;

-- name: insert_sent_list_members
-- Record members that HubSpot acknowledged, or was seen to have.
insert into hubspot.sent_list_members as sent (segment, contact_id, email, run_id)
select
    :segment,
    acknowledged.contact_id,
    coalesce(contact.email, ''),
    :run_id
from unnest(cast(:contact_ids as bigint[])) as acknowledged (contact_id)
left join hubspot.contacts as contact on contact.contact_id = acknowledged.contact_id
order by acknowledged.contact_id
on conflict (segment, contact_id) do update
    set
        email = excluded.email,
        run_id = excluded.run_id
    where sent.email <> excluded.email;

-- name: delete_removed_list_members
-- Forget members that HubSpot acknowledged to have removed.
delete from hubspot.sent_list_members
where segment = :segment and contact_id = any(:contact_ids);

-- name: delete_gone_list_members
-- Forget members of lists whom HubSpot no longer has: merged into another contact, or deleted.
delete from hubspot.sent_list_members as sent
where
    not exists (
        select 1 from hubspot.contacts as mirror
        where mirror.contact_id = sent.contact_id and not mirror.is_archived
    );
