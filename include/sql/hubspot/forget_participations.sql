-- These vanished from marts, and HubSpot has nothing left that could be withdrawn.
delete from hubspot.sent_participations as sent
using hubspot.participations_to_send as one
where
    one.action = 'forget'
    and one.account_id = sent.account_id
    and one.webinar_id = sent.webinar_id
    and one.occurrence_key = sent.occurrence_key
    and one.email = sent.email
