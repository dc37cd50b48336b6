-- What passes is not here, nor is history: see hubspot.held_events.
create or replace view hubspot.gate as
select
    held.object_kind,
    held.action,
    held.object_key,
    held.account_id,
    held.webinar_id,
    held.occurrence_key,
    held.email,
    reason.answer,
    held.reason,
    reason.words,
    reason.ends_by_itself,
    held.since,
    held.first_held_at,
    held.next_at
from hubspot.held as held
inner join hubspot.gate_reasons as reason on reason.reason = held.reason;
comment on view hubspot.gate is
'What is to be done in HubSpot, cannot be taken back, and waits: not yet, or no, and why in words, '
'as the last push found it';
comment on column hubspot.gate.first_held_at is 'Since when it waits for whatever reason';
comment on column hubspot.gate.next_at is 'When what it waits for is tried again; null: not known';
