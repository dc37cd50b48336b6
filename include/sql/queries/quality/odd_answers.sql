-- name: select_odd_answers
-- Select the answers of one source that an account's last extraction set aside as a whole, and
-- whether it was the first to do so.
select
    odd.object_kind,
    odd.object_key,
    odd.breach,
    odd.row_count,
    odd.unreadable,
    odd.missing_keys,
    odd.first_extraction = odd.extraction as is_new
from zoom.odd_answers as odd
where
    odd.account_id = :account_id
    and odd.source = :source
    and odd.extraction = (
        select max(extraction.extraction)
        from zoom.extractions as extraction
        where extraction.account_id = odd.account_id and extraction.run_id = :run_id
    )
order by odd.object_kind, odd.object_key;

-- name: count_read_resources
-- Count the resources of one source that an account's last extraction landed with rows in them.
select count(*) as resources
from zoom.readings as reading
where
    reading.account_id = :account_id
    and sync.source_of(reading.kind) = :source
    and reading.row_count > 0
    and reading.extraction >= (
        select max(extraction.extraction)
        from zoom.extractions as extraction
        where extraction.account_id = :account_id and extraction.run_id = :run_id
    );

-- name: delete_odd_refusals
-- Let the next run read again what else was set aside as a whole.
delete from zoom.refusals as refusal
using zoom.odd_answers as odd
where
    odd.account_id = :account_id
    and odd.source = :source
    and refusal.account_id = odd.account_id
    and refusal.object_kind = odd.object_kind
    and refusal.object_key = odd.object_key;

-- name: delete_odd_answers
-- Forget the answers of one source that were set aside: all of them are read again.
delete from zoom.odd_answers
where account_id = :account_id and source = :source;
