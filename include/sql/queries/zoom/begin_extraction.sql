-- name: begin_extraction
-- Begin to read an account, or resume what was stopped: by the same run, or not long ago.
with unfinished as (
    select max(extraction) as extraction
    from zoom.extractions
    where
        account_id = :account_id
        and purpose = :purpose
        and ended_at is null
        and (
            run_id = :run_id
            or began_at > cast(:answered_at as timestamptz) - interval '6 hours'
        )
),

resumed as (
    update zoom.extractions as extraction
    set run_id = :run_id
    from unfinished
    where extraction.extraction = unfinished.extraction
    returning extraction.extraction
),

begun as (
    insert into zoom.extractions (account_id, purpose, began_at, run_id)
    select
        :account_id,
        :purpose,
        cast(:answered_at as timestamptz),
        :run_id
    where not exists (select 1 from resumed)
    returning extraction
)

select
    extraction,
    true as is_resumed
from resumed
union all
select
    extraction,
    false as is_resumed
from begun;
