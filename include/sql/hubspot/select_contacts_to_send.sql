-- Contacts to be created, updated or withdrawn.
select
    one.email,
    one.object_key,
    one.digest,
    one.hubspot_id,
    one.first_name,
    one.last_name,
    one.new_first_name,
    one.new_last_name,
    one.average_attendance_percent,
    one.last_registered_url,
    one.registrations_total,
    one.attendances_total
from hubspot.contacts_to_send as one
left join hubspot.refusals as refusal
    on
        refusal.object_kind = 'contact'
        and refusal.object_key = one.object_key
        and refusal.digest = one.digest
        and refusal.next_attempt_at > now()
        and not :with_refused
where one.action = :action and refusal.object_key is null
order by one.email
