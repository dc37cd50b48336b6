-- A digest of what decides about all webinars at once: settings, and Zoom's users. What HubSpot's
-- mirror decides is followed address by address (sync.address_status_changes).
select md5(concat(
    (
        select
            concat_ws(
                '|', one.sync_webinars, one.recordings, one.on_exclude,
                one.match_secondary_emails, one.property_cutoff
            )
        from settings.sync as one
    ),
    (
        select string_agg(one::text, ',' order by one.domain)
        from settings.excluded_contact_domains as one
    ),
    (
        select string_agg(one.email_sha256, ',' order by one.email_sha256)
        from settings.erased_people as one
    ),
    (
        select md5(string_agg(one.user_id || one.email, ',' order by one.user_id))
        from zoom.users as one
    )
)) as fingerprint
