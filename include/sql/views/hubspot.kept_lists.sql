create or replace view hubspot.kept_lists as
select
    segment.name as segment,
    'webinar-sync: ' || segment.name as list_name,
    sent.list_id,
    coalesce(sent.is_stale, false) as is_stale
from settings.segments as segment
inner join marts.segments as computed on computed.segment = segment.name
left join hubspot.sent_lists as sent on sent.segment = segment.name
where segment.is_kept_as_list;
comment on view hubspot.kept_lists is
'Segments that are kept as lists in HubSpot, once they were computed; without list_id: not made '
'yet';
