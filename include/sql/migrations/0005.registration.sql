-- depends: 0001.schemas
create table registration.results (
    account_id text not null,
    webinar_id bigint not null,
    email text not null,
    registrant_id text not null,
    join_url text not null,
    registered_at timestamptz not null,
    run_id text not null,
    primary key (account_id, webinar_id, email)
);
comment on table registration.results is
'Contacts that the registration action added to a webinar, with the join URL that Zoom answered';
comment on column registration.results.join_url is
'The contact''s own link; goes to marts.contacts.last_registered_url and nowhere else';
