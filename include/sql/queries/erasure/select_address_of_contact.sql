-- name: select_address_of_contact
-- Select the address that a contact_id is made of: of marts, else of whoever is known by any table.
select known.email
from (
    select
        email,
        1 as place
    from marts.contacts
    where contact_id = :contact_id
    union all
    select
        written.email,
        2 as place
    from (
        select settings.normalise_address(email) as email from zoom.registrants
        union
        select settings.normalise_address(user_email) as email from zoom.connections
        union
        select settings.normalise_address(email) as email from zoom.staff
        union
        select settings.normalise_address(email) as email from zoom.users
        union
        select email from hubspot.contacts
        union
        select email from hubspot.sent_contacts
        union
        select settings.normalise_address(email) as email from registration.requests
        union
        select
            settings.normalise_address(coalesce(
                rejected.row ->> 'email', rejected.row ->> 'user_email'
            )) as email
        from sync.rejected_rows as rejected
    ) as written
    where
        not exists (
            select 1 from marts.contacts
            where contact_id = :contact_id
        )
        and marts.contact_id(written.email, (select contact_salt from sync.warehouse)) = :contact_id
) as known
order by known.place
limit 1;
