-- Leave out the webinars, or the recordings, of hosts in a domain.
insert into settings.excluded_host_domains (domain, applies_to)
values (:domain, :applies_to)
on conflict do nothing
