-- Every excluded domain, and whose it is: hosts' of webinars or of recordings, or contacts'.
select
    applies_to,
    domain
from settings.excluded_host_domains
union all
select
    'contacts' as applies_to,
    domain
from settings.excluded_contact_domains
