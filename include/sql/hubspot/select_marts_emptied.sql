-- Whether somebody emptied marts, which the next load makes anew: then nothing may be withdrawn.
select
    exists (
        select 1 from sync.outcomes
        where code = 'synced'
    )
    and (
        (
            exists (select 1 from hubspot.sent_contacts)
            and not exists (select 1 from marts.contacts)
        )
        or (
            exists (select 1 from hubspot.sent_events)
            and not exists (select 1 from marts.marketing_events)
        )
        or (
            exists (
                select 1 from hubspot.sent_participations
                where not is_withdrawn
            )
            and not exists (select 1 from marts.participations)
        )
    ) as is_emptied
