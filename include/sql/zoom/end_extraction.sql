-- Note that an account was read to the end; what of the same purpose was killed before is done too.
update zoom.extractions
set ended_at = :answered_at
where
    account_id = :account_id
    and purpose = :purpose
    and ended_at is null
