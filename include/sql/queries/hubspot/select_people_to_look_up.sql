-- name: select_people_to_look_up
-- Select people who were left out by their domain before anybody had looked for them in HubSpot,
-- where they may have a contact. It reads the whole ledger. Of the archive (:archived) nothing is
-- asked: who is only there stays left out.
select distinct outcome.email
from sync.outcomes as outcome
left join hubspot.addresses as known on known.email = outcome.email
where
    outcome.code = 'contact_domain_excluded'
    and outcome.email like '%_@_%._%'
    and known.email is null
    and not :archived
order by outcome.email;
