-- For the transform: which known addresses are of people who asked to be forgotten.
select
    known.email,
    erased.email_sha256
from (
    select lower(btrim(email)) as email from zoom.registrants
    union
    select lower(btrim(user_email)) as email from zoom.connections
    union
    select lower(btrim(email)) as email from zoom.users
) as known
inner join settings.erased_people as erased
    on erased.email_sha256 = encode(sha256(convert_to(known.email, 'UTF8')), 'hex')
where exists (select 1 from settings.erased_people)
