-- Users whose webinars are to be listed now: not those listed in this extraction, nor those who
-- were refused a while ago.
select known.user_id
from zoom.users as known
where
    known.account_id = :account_id
    and not exists (
        select 1
        from zoom.readings as reading
        where
            reading.account_id = known.account_id
            and reading.kind = 'host'
            and reading.object_key = known.user_id
            and reading.extraction >= :extraction
    )
    and not exists (
        select 1
        from zoom.refusals as refused
        where
            refused.account_id = known.account_id
            and refused.object_kind = 'host'
            and refused.object_key = known.user_id
            and refused.next_attempt_at > cast(:answered_at as timestamptz)
    )
order by known.user_id
