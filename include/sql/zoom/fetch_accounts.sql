-- For the watermarks: accounts, and up to when scheduled runs know their history. A history that
-- has not passed its contract tells nothing: then the watermark is as far as it goes.
select
    account.account_id,
    case
        when
            exists (
                select 1
                from sync.unchecked_readings as unchecked
                where
                    unchecked.account_id = account.account_id
                    and unchecked.source = 'sessions'
            )
            then watermark.watermark
        else account.history_read_until
    end as as_of
from zoom.accounts as account
left join sync.watermarks as watermark on account.account_id = watermark.account_id
