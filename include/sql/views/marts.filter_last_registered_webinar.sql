create or replace view marts.filter_last_registered_webinar as
select
    contact.email,
    contact.last_registered_url,
    link.account_id,
    link.webinar_id,
    link.registered_at
from marts.contacts as contact
left join registration.last_links as link
    on link.email = contact.email and link.join_url = contact.last_registered_url
where contact.last_registered_url is not null;
comment on view marts.filter_last_registered_webinar is
'Segments by HubSpot''s property Last registered Zoom webinar: people whom the workflow action '
'added to a webinar, and the last such webinar. HubSpot''s own stopped on 8 January 2025; the '
'setting property_cutoff does not concern this one';
