create or replace view hubspot.native_twins as
select
    occurrence.account_id,
    occurrence.webinar_id,
    occurrence.occurrence_key,
    min(native.object_id) as native_object_id,
    bool_or(sent.object_id is not null) as is_sent,
    bool_and(sent.object_id is null and not settings.beside_native_app) as is_withheld
from hubspot.native_events as native
cross join settings.sync as settings
inner join marts.marketing_events as occurrence
    on
        lower(btrim(native.event_name)) = lower(btrim(occurrence.topic))
        and native.starts_at
        between coalesce(occurrence.scheduled_at, occurrence.started_at) - interval '1 hour'
        and coalesce(occurrence.scheduled_at, occurrence.started_at) + interval '1 hour'
left join hubspot.sent_events as sent
    on
        sent.account_id = occurrence.account_id
        and sent.webinar_id = occurrence.webinar_id
        and sent.occurrence_key = occurrence.occurrence_key
group by occurrence.account_id, occurrence.webinar_id, occurrence.occurrence_key;
comment on view hubspot.native_twins is
'Occurrences of which HubSpot''s own Zoom app made an event: is_withheld, none is made beside it '
'until beside_native_app is on; is_sent, there are two';
