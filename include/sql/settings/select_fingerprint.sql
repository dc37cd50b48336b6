-- A digest of everything that decides about all webinars at once: settings, mirror, users.
select md5(concat(
    (select sync::text from settings.sync as sync),
    (
        select string_agg(one::text, ',' order by one.domain)
        from settings.excluded_contact_domains as one
    ),
    (
        select string_agg(one.email_sha256, ',' order by one.email_sha256)
        from settings.erased_people as one
    ),
    (select
        md5(string_agg(
            one.contact_id || one.email || one.additional_emails::text || one.is_archived, ','
            order by one.contact_id
        ))
    from hubspot.contacts as one),
    (select md5(string_agg(one.email, ',' order by one.email)) from hubspot.users as one),
    (
        select md5(string_agg(one.user_id || one.email, ',' order by one.user_id))
        from zoom.users as one
    )
)) as fingerprint
