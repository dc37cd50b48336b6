-- depends: 0001.schemas
create table hubspot.contacts (
    contact_id bigint primary key,
    email text not null,
    additional_emails text[] not null default '{}',
    is_archived boolean not null default false,
    read_at timestamptz not null,
    run_id text not null
);
comment on table hubspot.contacts is
'The mirror: contacts of the HubSpot account with an address that the sync touched';
comment on column hubspot.contacts.is_archived is 'Deleted in HubSpot: not to be created again';

create table hubspot.users (
    user_id text primary key,
    email text not null,
    read_at timestamptz not null,
    run_id text not null
);
comment on table hubspot.users is 'Users of the HubSpot account: never created as contacts';
