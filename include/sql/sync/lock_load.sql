-- One load at a time: waits for the one before, and is freed with the transaction.
select pg_advisory_xact_lock(hashtextextended('load', 0))
