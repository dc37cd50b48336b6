-- Whose a contact is, is kept with it: of who is gone from marts nothing else may tell by then.
alter table hubspot.sent_contacts add column account_ids text[] not null default '{}';
comment on column hubspot.sent_contacts.account_ids is
'Zoom accounts that the values are of; empty is unknown: the person was gone before it was kept';
update hubspot.sent_contacts as sent
set account_ids = known.account_ids
from (
    select
        person.email,
        array_agg(distinct person.account_id) as account_ids
    from (
        select
            email,
            account_id
        from sync.outcomes
        where code = 'synced'
        union all
        select
            email,
            account_id
        from marts.registrations
        where is_frozen
        union all
        select
            email,
            account_id
        from marts.participations
        union all
        select
            email,
            account_id
        from hubspot.sent_participations
    ) as person
    group by person.email
) as known
where known.email = sent.email;
-- Of who was gone by then, what Zoom sent tells it.
update hubspot.sent_contacts as sent
set account_ids = known.account_ids
from (
    select
        lower(btrim(registrant.email)) as email,
        array_agg(distinct registrant.account_id) as account_ids
    from zoom.registrants as registrant
    group by lower(btrim(registrant.email))
) as known
where sent.account_ids = '{}' and known.email = sent.email;
