create or replace view hubspot.obsolete_refusals as
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
        union all
        select
            'list' as object_kind,
            segment as object_key
        from hubspot.kept_lists
        union all
        select
            'list_member' as object_kind,
            object_key
        from hubspot.list_members_to_send
    ) as unsent
    where
        unsent.object_kind = refusal.object_kind
        and unsent.object_key = refusal.object_key
);
comment on view hubspot.obsolete_refusals is
'What HubSpot refused and is not to be sent any more: the person is gone, or something else was '
'sent since';
