create or replace view hubspot.people_to_look_up as
select outcome.email
from settings.excluded_contact_domains as excluded
inner join sync.outcomes as outcome
    on
        outcome.email is not null
        and (
            reverse(split_part(outcome.email, '@', -1)) collate "C" = reverse(excluded.domain)
            -- Of a subdomain: what follows is a point, and a stroke is next to it.
            or (
                reverse(split_part(outcome.email, '@', -1)) collate "C"
                >= reverse(excluded.domain) || '.'
                and reverse(split_part(outcome.email, '@', -1)) collate "C"
                < reverse(excluded.domain) || '/'
            )
        )
left join hubspot.addresses as known on known.email = outcome.email
where
    outcome.code = 'contact_domain_excluded'
    and known.email is null
    and outcome.email like '%_@_%._%'
    and exists (select 1 from hubspot.portal);
comment on view hubspot.people_to_look_up is
'Whom a load left out by their domain before anybody had looked for them in HubSpot, where they '
'may have a contact; an address comes as often as there is something';
