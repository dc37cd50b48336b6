-- name: select_odd_answers
-- Select the answers of one source that an account's last extraction set aside as a whole.
select
    odd.object_kind,
    odd.object_key,
    odd.breach,
    odd.row_count,
    odd.unreadable,
    odd.missing_keys
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
        where extraction.account_id = reading.account_id and extraction.run_id = :run_id
    );
