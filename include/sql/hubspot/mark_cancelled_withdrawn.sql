-- These vanished from marts, and HubSpot has them as cancelled already.
update hubspot.sent_participations as sent
set
    withdrawn_at = sent.cancelled_at,
    is_withdrawn = true,
    run_id = :run_id
from hubspot.participations_to_send as one
where
    one.action = 'nothing'
    and one.account_id = sent.account_id
    and one.webinar_id = sent.webinar_id
    and one.occurrence_key = sent.occurrence_key
    and one.email = sent.email
