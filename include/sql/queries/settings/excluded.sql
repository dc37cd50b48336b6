-- name: select_excluded_domains
-- Select every excluded domain, and what it is excluded from: webinars, recordings or contacts.
select
    applies_to,
    domain
from settings.excluded_host_domains
union all
select
    'contacts' as applies_to,
    domain
from settings.excluded_contact_domains;

-- name: insert_excluded_host_domain
-- Leave out the webinars, or the recordings, of hosts in a domain.
insert into settings.excluded_host_domains (domain, applies_to)
values (:domain, :applies_to)
on conflict do nothing;

-- name: delete_excluded_host_domain
-- No longer leave out the webinars, or the recordings, of hosts in a domain.
delete from settings.excluded_host_domains
where domain = :domain and applies_to = :applies_to;

-- name: insert_excluded_contact_domain
-- Leave out people in a domain whom HubSpot does not have.
insert into settings.excluded_contact_domains (domain)
values (:domain)
on conflict do nothing;

-- name: delete_excluded_contact_domain
-- No longer leave out people in a domain.
delete from settings.excluded_contact_domains
where domain = :domain;
