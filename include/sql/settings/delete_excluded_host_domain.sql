-- No longer leave out the webinars, or the recordings, of hosts in a domain.
delete from settings.excluded_host_domains
where domain = :domain and applies_to = :applies_to
