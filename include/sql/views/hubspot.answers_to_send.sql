create or replace view hubspot.answers_to_send as
select distinct on (answer.email, mapping.property)
    answer.email,
    mapping.property,
    acknowledged.contact_id as hubspot_id,
    contact.contact_id::text as object_key,
    answer.answer,
    mapping.overwrites,
    coalesce(sent.written, '{}') as written,
    coalesce(
        sent.state = 'waits'
        and (sent.answer, sent.contact_id, sent.overwrites)
        = (answer.answer, acknowledged.contact_id, mapping.overwrites)
        and sent.next_attempt_at > now(),
        false
    ) as is_deferred,
    coalesce(
        sent.state in ('written', 'kept', 'unfit')
        and (sent.answer, sent.contact_id, sent.overwrites)
        = (answer.answer, acknowledged.contact_id, mapping.overwrites),
        false
    ) as is_done
from settings.question_properties as mapping
inner join marts.registration_answers as answer on answer.question = mapping.question
inner join marts.contacts as contact on contact.email = answer.email
inner join hubspot.sent_contacts as acknowledged on acknowledged.email = answer.email
inner join hubspot.active_contacts as mirror
    on mirror.email = answer.email and mirror.contact_id = acknowledged.contact_id
left join hubspot.sent_answers as sent
    on sent.email = answer.email and sent.property = mapping.property
where
    exists (
        select 1 from hubspot.people_to_compare as marked
        where marked.email = answer.email
    )
    and answer.account_id not in (
        select withheld.account_id from hubspot.withheld_accounts as withheld
    )
    -- An earlier answer of another account does not take the place of what was written.
    and not (
        exists (select 1 from hubspot.withheld_accounts)
        and coalesce(sent.written, '{}') <> '{}'
        and exists (
            select 1
            from hubspot.withheld_people as withheld
            where withheld.email = answer.email
        )
    )
-- The latest answer counts.
order by
    answer.email asc,
    mapping.property asc,
    answer.answered_at desc,
    answer.webinar_id desc,
    answer.question asc;
comment on view hubspot.answers_to_send is
'Latest answers of registration forms that a setting maps to properties of contacts that HubSpot '
'has, and whether each is there already, or deferred';
