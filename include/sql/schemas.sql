-- The schemas. Every `migrate` runs this first: functions that tables need live in them.
create schema if not exists zoom;
create schema if not exists marts;
create schema if not exists sync;
create schema if not exists settings;
create schema if not exists hubspot;
create schema if not exists registration;
create schema if not exists staging;

comment on schema zoom is 'What Zoom answered, as sent, and the work queue';
comment on schema marts is
'What people query; a pure function of zoom, settings, hubspot and registration';
comment on schema sync is 'What the sync did: watermarks, the ledger, rejected rows, errors, runs';
comment on schema settings is 'What is synced, and who changed that when';
comment on schema hubspot is 'What HubSpot knows, and what was last sent to it';
comment on schema registration is 'Requests to add contacts to webinars, and their results';
comment on schema staging is 'Tables of a load under way; dropped when it is done';
