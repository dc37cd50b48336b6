-- For the check: rows of the history that landed since the last check.
select
    history.account_id,
    history.row_key,
    nullif(history.payload ->> 'meeting_uuid', '') as meeting_uuid,
    zoom.to_bigint_or_null(history.payload ->> 'meeting_id') as meeting_id,
    zoom.to_timestamp_or_null(history.payload ->> 'start_time') as start_time,
    zoom.to_timestamp_or_null(history.payload ->> 'end_time') as end_time
from sync.readings_to_check as reading
inner join zoom.history as history on reading.account_id = history.account_id
where reading.source = 'sessions' and not history.is_checked
