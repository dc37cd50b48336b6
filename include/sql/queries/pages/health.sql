-- name: select_accounts
-- Select the Zoom accounts, and up to when each was read.
select
    account.account_id,
    coalesce(account.brand, account.account_id) as label,
    account.is_primary,
    watermark.watermark
from zoom.accounts as account
left join sync.watermarks as watermark on watermark.account_id = account.account_id
order by label;
