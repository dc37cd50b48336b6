create or replace view marts.filter_registrations_total as
select
    email,
    registrations_total
from marts.contacts;
comment on view marts.filter_registrations_total is
'Segments by HubSpot''s property Total number of Zoom webinar registrations: everybody, 0 '
'included. HubSpot''s own stopped counting on 8 January 2025; this one counts everything, unless '
'the setting property_cutoff names that day';
