create or replace view hubspot.list_members_to_send as
with wanted as materialized (
    select
        kept.segment,
        member.email,
        mirror.contact_id
    from hubspot.kept_lists as kept
    inner join marts.segment_members as member on member.segment = kept.segment
    inner join marts.contacts as contact on contact.email = member.email
    inner join hubspot.active_contacts as mirror on mirror.email = member.email
    left join hubspot.address_statuses as status on status.email = member.email
    where coalesce(status.code, 'known') = 'known'
),

changes as (
    select
        wanted.segment,
        wanted.email,
        wanted.contact_id,
        'add' as action
    from wanted
    left join hubspot.sent_list_members as sent
        on sent.segment = wanted.segment and sent.contact_id = wanted.contact_id
    where sent.contact_id is null
    union all
    select
        sent.segment,
        sent.email,
        sent.contact_id,
        'remove' as action
    from hubspot.kept_lists as kept
    inner join hubspot.sent_list_members as sent on sent.segment = kept.segment
    -- Of one that was merged or deleted, HubSpot took the place in the list itself.
    inner join hubspot.contacts as mirror
        on mirror.contact_id = sent.contact_id and not mirror.is_archived
    left join wanted on wanted.segment = sent.segment and wanted.contact_id = sent.contact_id
    where wanted.contact_id is null
)

select
    kept.segment,
    kept.list_id,
    changes.email,
    changes.contact_id as hubspot_id,
    changes.action,
    'list ' || kept.segment as object_kind,
    kept.segment || ' ' || changes.contact_id as object_key,
    changes.action as digest
from changes
inner join hubspot.kept_lists as kept on kept.segment = changes.segment
where
    not kept.is_stale
    -- Of somebody whom only Zoom accounts have of which nothing is sent now, nothing changes.
    and not (
        exists (select 1 from hubspot.withheld_accounts)
        and (
            exists (
                select 1
                from hubspot.withheld_people as withheld
                where withheld.email = changes.email
            )
            or exists (
                select 1
                from hubspot.sent_contacts as sent
                where sent.email = changes.email and sent.account_ids = '{}'
            )
        )
        and not exists (
            select 1
            from hubspot.account_people as known
            where
                known.email = changes.email
                and known.account_id not in (
                    select withheld.account_id from hubspot.withheld_accounts as withheld
                )
        )
    );
comment on view hubspot.list_members_to_send is
'Who is to be added to the lists of segments in HubSpot, and removed from them: contacts that '
'HubSpot has, against what it acknowledged';
