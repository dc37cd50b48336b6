-- Up to when an account's history is in marts.
select watermark
from sync.watermarks
where account_id = :account_id
