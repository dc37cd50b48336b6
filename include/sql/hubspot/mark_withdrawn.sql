-- Remember when participations were found to have vanished, before HubSpot is told: saying it again
-- after a crash then says the same.
update hubspot.sent_participations as sent
set
    withdrawn_at = now(),
    run_id = :run_id
from hubspot.participations_to_send as one
where
    one.action = 'withdraw'
    and one.withdrawn_at is null
    and one.account_id = sent.account_id
    and one.webinar_id = sent.webinar_id
    and one.occurrence_key = sent.occurrence_key
    and one.email = sent.email
