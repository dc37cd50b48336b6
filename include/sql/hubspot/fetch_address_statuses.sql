-- What marts are about to be computed with, to tell later what has changed since.
select
    email,
    primary_email,
    code
from hubspot.address_statuses
