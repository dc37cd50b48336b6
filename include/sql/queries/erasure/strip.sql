-- name: strip_rejected_connections
-- Take a person out of rejected rows of participant reports, which have the keys of their rows.
update sync.rejected_rows as rejected
set
    row = stripped.row,
    row_key = concat(
        rejected.object_key, ' ', stripped.row ->> 'user_id', ' ',
        stripped.row ->> 'join_time', ' ', substring(rejected.row_key from '[0-9]+$')
    ),
    run_id = :run_id
from (
    select
        connection.account_id,
        connection.row_key,
        settings.strip_row(true, connection.payload) as row
    from zoom.connections as connection
    where
        connection.registrant_id = any(cast(:zoom_ids as text[]))
        or connection.participant_user_id = any(cast(:zoom_ids as text[]))
        or settings.normalise_address(connection.user_email) = any(cast(:addresses as text[]))
) as stripped
where
    rejected.source = 'participants'
    and rejected.account_id = stripped.account_id
    and rejected.row_key = stripped.row_key;

-- name: strip_connections
-- Take a person out of the rows of participant reports: times and states stay.
update zoom.connections as connection
set
    payload = stripped.payload,
    row_key = concat(
        connection.session_uuid, ' ', stripped.payload ->> 'user_id', ' ',
        stripped.payload ->> 'join_time', ' ', substring(connection.row_key from '[0-9]+$')
    ),
    user_id = stripped.payload ->> 'user_id',
    registrant_id = stripped.payload ->> 'registrant_id',
    participant_user_id = coalesce(
        stripped.payload ->> 'participant_user_id', stripped.payload ->> 'id'
    ),
    user_email = stripped.payload ->> 'user_email',
    run_id = :run_id
from (
    select
        hers.account_id,
        hers.session_uuid,
        hers.row_key,
        settings.strip_row(true, hers.payload) as payload
    from zoom.connections as hers
    where
        hers.registrant_id = any(cast(:zoom_ids as text[]))
        or hers.participant_user_id = any(cast(:zoom_ids as text[]))
        or settings.normalise_address(hers.user_email) = any(cast(:addresses as text[]))
) as stripped
where
    connection.account_id = stripped.account_id
    and connection.session_uuid = stripped.session_uuid
    and connection.row_key = stripped.row_key;

-- name: strip_anonymous_names
-- Take a person's names out of connections of nobody in the same webinars: names decide nothing.
update zoom.connections as connection
set payload = connection.payload - 'name', run_id = :run_id
from
    jsonb_to_recordset(cast(:names as jsonb))
        as known (account_id text, webinar_id bigint, name text)
inner join zoom.sessions as session
    on session.account_id = known.account_id and session.webinar_id = known.webinar_id
where
    connection.account_id = session.account_id
    and connection.session_uuid = session.session_uuid
    and connection.registrant_id is null
    and connection.participant_user_id is null
    and connection.user_email is null
    and lower(btrim(connection.payload ->> 'name')) = known.name;

-- name: strip_former_registrations
-- Take a person's ids out of registrations that were cancelled and made anew.
update zoom.former_registrations as former
set
    row_key = former.webinar_id || ' ' || erased.replacement,
    run_id = :run_id
from
    settings.find_erased('zoom_id', cast(:zoom_ids as text[])) as erased
where former.row_key = former.webinar_id || ' ' || erased.value;

-- name: strip_webhook_cancellations
-- Take a person's ids out of what webhooks told of cancellations.
update zoom.webhook_cancellations as cancellation
set registrant_id = erased.replacement
from
    settings.find_erased('zoom_id', cast(:zoom_ids as text[])) as erased
where cancellation.registrant_id = erased.value;

-- name: delete_polls
-- Delete what a person answered to polls.
delete from zoom.polls
where zoom.without_erased_answers(payload) is null;

-- name: strip_questions
-- Delete what a person asked, and take out who answered others, where it was that person.
with known as materialized (
    select
        account_id,
        session_uuid,
        place,
        zoom.without_erased_answers(payload) as payload
    from zoom.questions
    where settings.names_erased(payload)
),

removed as (
    delete from zoom.questions as question
    using known
    where
        question.account_id = known.account_id
        and question.session_uuid = known.session_uuid
        and question.place = known.place
        and known.payload is null
)

update zoom.questions as question
set payload = known.payload, run_id = :run_id
from known
where
    question.account_id = known.account_id
    and question.session_uuid = known.session_uuid
    and question.place = known.place
    and known.payload is not null;

-- name: delete_webhook_events
-- Delete the webhooks that are about a person: what they alone told is kept elsewhere.
delete from zoom.webhook_events
where settings.names_erased(payload) or subject_key = any(cast(:zoom_ids as text[]));

-- name: strip_rejected_registrants
-- Take a person out of rejected registrations, which have the keys of their rows.
update sync.rejected_rows as rejected
set
    row = settings.strip_row(false, rejected.row),
    row_key = rejected.object_key || ' ' || erased.replacement,
    run_id = :run_id
from
    settings.find_erased('zoom_id', cast(:zoom_ids as text[])) as erased
where
    rejected.source = 'registrants'
    and rejected.row_key = rejected.object_key || ' ' || erased.value;

-- name: strip_registrants
-- Take a person out of registrations: times and states stay.
update zoom.registrants as registrant
set
    payload = stripped.payload,
    email = stripped.payload ->> 'email',
    registrant_id = coalesce(stripped.payload ->> 'id', ''),
    row_key = case
        when stripped.payload ->> 'id' <> ''
            then registrant.webinar_id || ' ' || (stripped.payload ->> 'id')
        else registrant.row_key
    end,
    run_id = :run_id
from (
    select
        hers.account_id,
        hers.webinar_id,
        hers.row_key,
        hers.occurrence_id,
        settings.strip_row(false, hers.payload) as payload
    from zoom.registrants as hers
    where
        hers.registrant_id = any(cast(:zoom_ids as text[]))
        or settings.normalise_address(hers.email) = any(cast(:addresses as text[]))
) as stripped
where
    registrant.account_id = stripped.account_id
    and registrant.webinar_id = stripped.webinar_id
    and registrant.row_key = stripped.row_key
    and registrant.occurrence_id = stripped.occurrence_id;

-- name: strip_staff
-- Take a panelist out of the staff of webinars: that somebody was on it stays.
update zoom.staff as staff
set
    payload = stripped.payload,
    email = stripped.payload ->> 'email',
    zoom_id = stripped.payload ->> 'id',
    person_key = concat_ws(
        ' ', 'panelist', coalesce(stripped.payload ->> 'id', ''),
        coalesce(stripped.payload ->> 'email', '')
    ),
    run_id = :run_id
from (
    select
        hers.account_id,
        hers.webinar_id,
        hers.source,
        hers.person_key,
        hers.first_read_at,
        settings.strip_row(false, hers.payload) as payload
    from zoom.staff as hers
    where
        hers.source = 'panelists'
        and (
            hers.zoom_id = any(cast(:zoom_ids as text[]))
            or settings.normalise_address(hers.email) = any(cast(:addresses as text[]))
        )
) as stripped
where
    staff.account_id = stripped.account_id
    and staff.webinar_id = stripped.webinar_id
    and staff.source = stripped.source
    and staff.person_key = stripped.person_key
    and staff.first_read_at = stripped.first_read_at;

-- name: strip_users
-- Take a person out of the users of the accounts.
update zoom.users as zoom_user
set
    payload = stripped.payload,
    email = coalesce(stripped.payload ->> 'email', ''),
    user_id = stripped.payload ->> 'id',
    run_id = :run_id
from (
    select
        hers.account_id,
        hers.user_id,
        settings.strip_row(false, hers.payload || jsonb_build_object('id', hers.user_id)) as payload
    from zoom.users as hers
    where settings.normalise_address(hers.email) = any(cast(:addresses as text[]))
) as stripped
where zoom_user.account_id = stripped.account_id and zoom_user.user_id = stripped.user_id;

-- name: reopen_stripped_sessions
-- Let the reports be read again in which a person who is taken back took part, while Zoom keeps
-- them.
update zoom.sessions as session
set next_attempt_at = now(), polls_due_at = '-infinity', questions_due_at = '-infinity'
where
    session.ended_at > now() - interval '183 days'
    and exists (
        select 1
        from settings.erased_people as erased
        inner join zoom.connections as connection
            on
                erased.replacement in (connection.user_email, connection.registrant_id)
        where
            erased.erasure_id = :erasure_id
            and connection.account_id = session.account_id
            and connection.session_uuid = session.session_uuid
    );

-- name: strip_speakers
-- Take a person's names out of the transcripts of the webinars that they took part in.
update zoom.transcript_passages as spoken
set speaker = null, run_id = :run_id
from
    jsonb_to_recordset(cast(:names as jsonb))
        as known (account_id text, webinar_id bigint, name text)
inner join zoom.transcripts as transcript
    on transcript.account_id = known.account_id and transcript.webinar_id = known.webinar_id
where
    spoken.account_id = transcript.account_id
    and spoken.session_uuid = transcript.session_uuid
    and spoken.file_key = transcript.file_key
    and lower(btrim(spoken.speaker)) = known.name;
