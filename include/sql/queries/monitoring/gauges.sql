-- name: select_sessions_due
-- Count the sessions whose report is still to be read, less those of excluded webinars, whose
-- reports nobody reads.
with due as materialized (
    select
        account_id,
        webinar_id,
        ended_at
    from zoom.sessions
    where state in ('due', 'failed') and not is_frozen
),

-- Once for each webinar, however many sessions it has.
excluded as materialized (
    select
        exclusion.account_id,
        exclusion.webinar_id
    from settings.webinar_exclusions as exclusion
    where
        exclusion.webinar_id = any(array(select due.webinar_id from due))
        and exclusion.code is not null
)

select
    count(*) as sessions,
    min(due.ended_at) as since
from due
where
    (due.account_id, due.webinar_id) not in (
        select
            excluded.account_id,
            excluded.webinar_id
        from excluded
    );

-- name: select_held_by_reason
-- Count what the gate holds, by each reason that there is, as a push last found it.
select
    reason.reason,
    reason.answer = 'not_yet' and not reason.ends_by_itself as needs_somebody,
    count(held.object_key) as things,
    min(held.first_held_at) as since
from hubspot.gate_reasons as reason
left join hubspot.held as held on held.reason = reason.reason
group by reason.reason, reason.answer, reason.ends_by_itself
order by reason.reason;

-- name: select_open_errors
-- Count the issues that are open, by severity, and since when the oldest is.
select
    severity.severity,
    count(error.code) as errors,
    min(error.first_seen_at) as since
from (values ('error'), ('notice')) as severity (severity)
left join sync.errors as error
    on error.severity = severity.severity and error.cleared_at is null
group by severity.severity
order by severity.severity;

-- name: count_rejected_rows
-- Count the rows that Zoom sent and nobody can use.
select count(*) as rows
from sync.rejected_rows;
