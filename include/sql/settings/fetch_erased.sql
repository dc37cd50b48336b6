-- For the transform: which known addresses are of people who asked to be forgotten.
select distinct
    clean.email,
    erased.email_sha256
from (
    select email from zoom.registrants
    union
    select user_email from zoom.connections
    union
    select email from zoom.users
    union
    select email from hubspot.contacts
) as known
cross join
    lateral (
        select lower(regexp_replace(known.email, '^\s+|\s+$', '', 'g')) as email
    ) as clean
inner join settings.erased_people as erased
    on erased.email_sha256 = encode(sha256(convert_to(clean.email, 'UTF8')), 'hex')
where exists (select 1 from settings.erased_people)
