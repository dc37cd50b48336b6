create or replace view hubspot.address_ages as
select
    address.email,
    address.read_at,
    case
        -- Two questions, so that an index answers each.
        when exists (
            select 1
            from hubspot.contacts as contact
            where not contact.is_archived and contact.email = address.email
        ) then 'infinity'
        when exists (
            select 1
            from hubspot.contacts as contact
            where
                not contact.is_archived
                and contact.additional_emails @> array[address.email]
        ) then 'infinity'
        else coalesce(address.archive_read_at, '-infinity')
    end as archive_read_at
from hubspot.addresses as address;
comment on view hubspot.address_ages is
'When an address was read; the archive does not matter where a contact has the address';
