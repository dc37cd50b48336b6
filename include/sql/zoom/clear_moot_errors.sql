-- Errors about what is no longer asked for: of webinars that are gone, or left out.
update sync.errors as known
set
    cleared_at = now(),
    run_id = :run_id
where
    known.cleared_at is null
    and known.object_kind in ('panelists', 'registrants', 'session')
    and exists (
        select 1
        from zoom.webinars as webinar
        left join settings.webinar_exclusions as exclusion
            on
                exclusion.account_id = webinar.account_id
                and exclusion.webinar_id = webinar.webinar_id
        left join zoom.sessions as session
            on
                session.account_id = webinar.account_id
                and session.webinar_id = webinar.webinar_id
        where
            webinar.account_id = :account_id
            and case known.object_kind
                when
                    'session'
                    then session.session_uuid = known.object_key and exclusion.code is not null
                else
                    known.object_key = webinar.account_id || ' ' || webinar.webinar_id
                    and (
                        exclusion.code is not null
                        or webinar.gone_at is not null
                        or (known.object_kind = 'registrants' and webinar.approval_type = 2)
                    )
            end
    )
