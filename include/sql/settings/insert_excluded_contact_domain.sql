-- Leave out people in a domain whom HubSpot does not have.
insert into settings.excluded_contact_domains (domain)
values (:domain)
on conflict do nothing
