-- Who has rows in marts of the webinars that are being computed: their contacts may change.
select known.email
from marts.registrations as known
inner join sync.webinars_to_load as wanted
    on wanted.account_id = known.account_id and wanted.webinar_id = known.webinar_id
union
select known.email
from marts.participations as known
inner join sync.webinars_to_load as wanted
    on wanted.account_id = known.account_id and wanted.webinar_id = known.webinar_id
