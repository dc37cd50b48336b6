-- No longer leave out people in a domain.
delete from settings.excluded_contact_domains
where domain = :domain
