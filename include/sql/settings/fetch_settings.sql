-- What the settings say of people: one row.
select
    sync.on_exclude = 'withdraw' as withdraws_excluded,
    sync.match_secondary_emails,
    sync.property_cutoff,
    coalesce((
        select string_agg(domain, ',' order by domain)
        from settings.excluded_contact_domains
    ), '') as excluded_contact_domains
from settings.sync as sync
