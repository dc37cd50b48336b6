-- Marts are computed with these now.
update registration.results as result
set loaded_at = loaded.registered_at
from staging.results as loaded
inner join staging.webinars as webinar
    on webinar.account_id = loaded.account_id and webinar.webinar_id = loaded.webinar_id
where
    result.account_id = loaded.account_id
    and result.webinar_id = loaded.webinar_id
    and result.email = loaded.email
    and result.registrant_id = loaded.registrant_id
