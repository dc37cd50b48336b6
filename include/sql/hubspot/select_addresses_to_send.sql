-- Addresses about to be sent that were not read lately: primary ones (:archived false), sooner
-- where no contact has them; then, of those that no contact has, archived ones.
select address.email
from (
    select email from hubspot.contacts_to_send
    union
    select email from hubspot.participations_to_send
    union
    select email from hubspot.custom_events_to_send
) as address
left join hubspot.address_ages as age on age.email = address.email
where
    case
        when :archived
            then
                age.read_at >= now() - make_interval(secs => :fresh_seconds)
                and age.archive_read_at < now() - make_interval(secs => :fresh_seconds)
        else
            age.read_at is null
            or age.read_at < now() - make_interval(secs => case
                when age.archive_read_at = 'infinity' then :fresh_seconds else :nobody_seconds
            end)
    end
order by address.email
