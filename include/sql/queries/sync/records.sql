-- name: delete_old_api_requests
-- Forget the requests of runs that ended too long ago to be kept.
delete from sync.api_requests as sent
using sync.runs as run
where
    run.run_id = sent.run_id
    and run.ended_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_run_steps
-- Forget steps that ended too long ago to be kept.
delete from sync.run_steps
where changed_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_validations
-- Forget validations that are too old to be kept.
delete from sync.validations
where validated_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_runs
-- Forget runs that ended too long ago to be kept.
delete from sync.runs
where ended_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_extractions
-- Forget extractions that began too long ago to be kept; none is resumed any more.
delete from zoom.extractions
where began_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_errors
-- Forget errors that were cleared too long ago to be kept.
delete from sync.errors
where cleared_at < (select kept.since from sync.records_kept as kept);

-- name: delete_old_differences
-- Forget differences that were cleared too long ago to be kept.
delete from hubspot.differences
where cleared_at < (select kept.since from sync.records_kept as kept);
