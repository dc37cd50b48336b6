create or replace view hubspot.contacts_to_withdraw as
select
    sent.email,
    'hubspot ' || sent.contact_id as object_key,
    mirror.contact_id as hubspot_id,
    case when mirror.contact_id is null then 'forget' else 'withdraw' end as action,
    'withdrawn' as digest
from hubspot.sent_contacts as sent
left join hubspot.contacts as mirror
    on
        mirror.contact_id = sent.contact_id
        and mirror.email = sent.email
        and not mirror.is_archived
where exists (
    select 1 from hubspot.people_to_compare as marked
    where marked.email = sent.email
)
and not exists (
    select 1 from marts.contacts as contact
    where contact.email = sent.email
)
-- One row or none, so that no contact is compared with each account.
and not exists (
    select 1
    from (
        select array_agg(account.account_id) as account_ids
        from hubspot.withheld_accounts as account
        having count(*) > 0
    ) as withheld
    where sent.account_ids && withheld.account_ids or sent.account_ids = '{}'
)
and not exists (
    select 1
    from hubspot.withheld_accounts as withheld
    inner join hubspot.sent_participations as participation
        on participation.account_id = withheld.account_id and participation.email = sent.email
    where not participation.is_withdrawn
);
comment on view hubspot.contacts_to_withdraw is
'Contacts that HubSpot acknowledged and that are no longer in marts; what is to be done. Who is '
'known in no Zoom account may be of each, and stays while something of one is withheld';
