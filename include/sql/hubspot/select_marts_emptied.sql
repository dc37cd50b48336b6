-- Whether somebody emptied marts, which the next load makes anew: then nothing may be withdrawn.
select
    exists (
        select 1 from sync.outcomes
        where code = 'synced'
    )
    and (
        not exists (select 1 from marts.contacts)
        or not exists (select 1 from marts.marketing_events)
        or not exists (select 1 from marts.participations)
    ) as is_emptied
