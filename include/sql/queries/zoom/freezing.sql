-- name: lock_webinars_to_freeze
-- Choose the next webinars to freeze, and lock them: nothing lands of them meanwhile. Webinars come
-- before sessions, as they do for what lands.
select
    webinar.account_id,
    webinar.webinar_id
from zoom.webinars as webinar
inner join (
    select
        freezable.account_id,
        freezable.webinar_id
    from settings.sync as sync
    cross join lateral zoom.freezable_webinars(sync.zoom_kept_days) as freezable
    where
        (freezable.account_id, freezable.webinar_id)
        > (cast(:after_account as text), cast(:after_webinar as bigint))
    order by freezable.account_id, freezable.webinar_id
    limit :most_webinars
) as chosen
    on chosen.account_id = webinar.account_id and chosen.webinar_id = webinar.webinar_id
order by webinar.account_id, webinar.webinar_id
for no key update of webinar;

-- name: lock_sessions_to_freeze
-- Lock the sessions of the chosen webinars, in the order of the key.
select session.session_uuid
from
    unnest(cast(:account_ids as text[]), cast(:webinar_ids as bigint[]))
        as chosen (account_id, webinar_id)
inner join zoom.sessions as session
    on session.account_id = chosen.account_id and session.webinar_id = chosen.webinar_id
order by session.account_id, session.session_uuid
for update of session;

-- name: upsert_frozen_outcomes
-- Keep of the ledger how many outcomes there are, by code.
insert into sync.frozen_outcomes as kept (
    account_id, webinar_id, code, registrations, attendances, connections, run_id
)
select
    loaded.account_id,
    loaded.webinar_id,
    loaded.code,
    loaded.registrations,
    loaded.attendances,
    loaded.connections,
    :run_id
from zoom.frozen_webinars as frozen
inner join sync.loaded_outcomes as loaded
    on loaded.account_id = frozen.account_id and loaded.webinar_id = frozen.webinar_id
where
    frozen.frozen_at = now()
    and loaded.registrations + loaded.attendances + loaded.connections > 0
on conflict (account_id, webinar_id, code) do update
    set
        registrations = kept.registrations + excluded.registrations,
        attendances = kept.attendances + excluded.attendances,
        connections = kept.connections + excluded.connections,
        run_id = excluded.run_id;

-- name: update_loaded_outcomes_frozen
-- Leave of what the loads counted in the ledger only that webinars are left out as a whole.
with emptied as (
    delete from sync.loaded_outcomes as loaded
    using zoom.frozen_webinars as frozen
    where
        frozen.frozen_at = now()
        and loaded.account_id = frozen.account_id
        and loaded.webinar_id = frozen.webinar_id
        and loaded.webinars = 0
)

update sync.loaded_outcomes as loaded
set registrations = 0, attendances = 0, connections = 0
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and loaded.account_id = frozen.account_id
    and loaded.webinar_id = frozen.webinar_id
    and loaded.webinars > 0;

-- name: update_loaded_webinars_frozen
-- Count nothing twice: what is frozen is no longer among what the loads counted.
update sync.loaded_webinars as loaded
set
    connections = 0,
    rejected = 0,
    accounted = 0,
    registrations = 0,
    registrations_accounted = 0,
    participations = 0
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and loaded.account_id = frozen.account_id
    and loaded.webinar_id = frozen.webinar_id;

-- name: update_occurrences_frozen
-- Let no load write or delete rows of marts of these occurrences any more.
update zoom.occurrences as occurrence
set is_frozen = true
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and occurrence.account_id = frozen.account_id
    and occurrence.webinar_id = frozen.webinar_id
    and not occurrence.is_frozen;

-- name: update_registrations_frozen
-- Let no load delete these registrations from marts any more.
update marts.registrations as registration
set is_frozen = true
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and registration.account_id = frozen.account_id
    and registration.webinar_id = frozen.webinar_id
    and not registration.is_frozen;

-- name: update_sessions_frozen
-- Let these sessions be read no more, and stay where they were placed.
update zoom.sessions as session
set
    is_frozen = true,
    is_placement_final = session.occurrence_key is not null,
    next_attempt_at = null,
    polls_due_at = null,
    questions_due_at = null
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and session.account_id = frozen.account_id
    and session.webinar_id = frozen.webinar_id
    and not session.is_frozen;

-- name: update_readings_frozen
-- Remember when people were read, and nothing of what.
update zoom.readings as reading
set row_count = 0, digest = 'frozen', checked_digest = 'frozen', must_repeat = false
from zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and reading.account_id = frozen.account_id
    and reading.webinar_id = frozen.webinar_id
    and reading.kind in ('registrants', 'participants', 'polls', 'questions', 'sources');

-- name: update_speakers_frozen
-- Forget who said what in recordings: nobody who asks to be forgotten is found by a name any more.
update zoom.transcript_passages as spoken
set speaker = null
from zoom.frozen_webinars as frozen
inner join zoom.transcripts as transcript
    on
        transcript.account_id = frozen.account_id
        and transcript.webinar_id = frozen.webinar_id
where
    frozen.frozen_at = now()
    and spoken.account_id = transcript.account_id
    and spoken.session_uuid = transcript.session_uuid
    and spoken.file_key = transcript.file_key
    and spoken.speaker is not null;

-- name: delete_frozen_refusals
-- Forget that Zoom refused what is no longer asked for, and clear the errors about it.
with objects as (
    select
        frozen.account_id,
        kinds.object_kind,
        frozen.account_id || ' ' || frozen.webinar_id as object_key
    from zoom.frozen_webinars as frozen
    cross join (values ('panelists'), ('registrants'), ('sources')) as kinds (object_kind)
    where frozen.frozen_at = now()
    union all
    select
        session.account_id,
        kinds.object_kind,
        session.session_uuid as object_key
    from zoom.frozen_webinars as frozen
    inner join zoom.sessions as session
        on
            session.account_id = frozen.account_id
            and session.webinar_id = frozen.webinar_id
    cross join (values ('session'), ('polls'), ('questions')) as kinds (object_kind)
    where frozen.frozen_at = now()
),

cleared as (
    update sync.errors as error
    set cleared_at = now(), run_id = :run_id
    from objects
    where
        error.object_kind = objects.object_kind
        and error.object_key = objects.object_key
        and error.cleared_at is null
)

delete from zoom.refusals as refusal
using objects
where
    refusal.account_id = objects.account_id
    and refusal.object_kind = objects.object_kind
    and refusal.object_key = objects.object_key;

-- name: delete_frozen_rejected_rows
-- Delete rejected rows of people.
delete from sync.rejected_rows as rejected
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and rejected.account_id = frozen.account_id
    and (
        (
            rejected.source = 'registrants'
            and rejected.object_key = cast(frozen.webinar_id as text)
        )
        or (
            rejected.source = 'participants'
            and rejected.object_key in (
                select session.session_uuid
                from zoom.sessions as session
                where
                    session.account_id = frozen.account_id
                    and session.webinar_id = frozen.webinar_id
            )
        )
    );

-- name: delete_frozen_connections
-- Delete who was connected.
delete from zoom.connections as connection
using zoom.frozen_webinars as frozen, zoom.sessions as session
where
    frozen.frozen_at = now()
    and session.account_id = frozen.account_id
    and session.webinar_id = frozen.webinar_id
    and connection.account_id = session.account_id
    and connection.session_uuid = session.session_uuid;

-- name: delete_frozen_registrants
-- Delete who registered.
delete from zoom.registrants as registrant
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and registrant.account_id = frozen.account_id
    and registrant.webinar_id = frozen.webinar_id;

-- name: delete_frozen_former_registrations
-- Delete registrations that were cancelled and made anew.
delete from zoom.former_registrations as former
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and former.account_id = frozen.account_id
    and former.webinar_id = frozen.webinar_id;

-- name: delete_frozen_registrant_sources
-- Delete from which source people registered.
delete from zoom.registrant_sources as known
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and known.account_id = frozen.account_id
    and known.webinar_id = frozen.webinar_id;

-- name: delete_frozen_polls
-- Delete what people answered to polls.
delete from zoom.polls as poll
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and poll.account_id = frozen.account_id
    and poll.webinar_id = frozen.webinar_id;

-- name: delete_frozen_questions
-- Delete what people asked.
delete from zoom.questions as question
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and question.account_id = frozen.account_id
    and question.webinar_id = frozen.webinar_id;

-- name: delete_frozen_webhook_cancellations
-- Delete what webhooks told of cancellations.
delete from zoom.webhook_cancellations as cancellation
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and cancellation.account_id = frozen.account_id
    and cancellation.webinar_id = frozen.webinar_id;

-- name: delete_frozen_outcomes
-- Delete the ledger's rows of people.
delete from sync.outcomes as outcome
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and outcome.account_id = frozen.account_id
    and outcome.webinar_id = frozen.webinar_id
    and outcome.subject <> 'webinar';

-- name: delete_frozen_marks
-- Take back the marks that these deletions made: there is nothing to compute anew.
delete from sync.webinars_to_load as mark
using zoom.frozen_webinars as frozen
where
    frozen.frozen_at = now()
    and mark.marked_at = now()
    and mark.account_id = frozen.account_id
    and mark.webinar_id = frozen.webinar_id;

-- name: count_frozen_sessions
-- Count the sessions of a window that are not read, as what Zoom sent of them is no longer kept;
-- with those that the history lists late.
select count(*) as sessions
from (
    select session.session_uuid
    from zoom.sessions as session
    where
        session.account_id = :account_id
        and session.is_frozen
        and session.ended_at >= cast(:window_from as timestamptz)
        and session.ended_at < cast(:window_to as timestamptz)
        and (
            cast(:webinar_ids as bigint[]) is null
            or session.webinar_id = any(cast(:webinar_ids as bigint[]))
        )
    union
    select history.row_key
    from zoom.history as history
    inner join zoom.frozen_webinars as frozen
        on
            frozen.account_id = history.account_id
            and frozen.webinar_id
            = zoom.to_bigint_or_null(history.payload ->> 'meeting_id')
    where
        history.account_id = :account_id
        and history.run_id = :run_id
        and zoom.to_timestamp_or_null(history.payload ->> 'end_time') <= frozen.frozen_until
) as frozen_session;
