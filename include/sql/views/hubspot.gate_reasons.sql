create or replace view hubspot.gate_reasons as
select
    reason.reason,
    reason.answer,
    reason.words,
    reason.reason in ('not_over', 'session') as ends_by_itself
from (
    values
    (
        'history', 'no',
        'ended before the day of the setting push_since; a run with with_history sends it'
    ),
    ('sync_off', 'no', 'the settings exclude its webinar'),
    (
        'incomplete', 'not_yet',
        'something of its webinar could not be read in Zoom: see sync.errors, code incomplete'
    ),
    (
        'not_over', 'not_yet',
        'its scheduled end is not past, or who came is not certain for somebody in it'
    ),
    (
        'session', 'not_yet',
        'a session of it is known, so that it is cancelled 24 hours after its scheduled end'
    ),
    ('event', 'not_yet', 'HubSpot refused to make the event'),
    ('attendance', 'not_yet', 'an attendance or a cancellation was refused'),
    ('to_be_sent', 'not_yet', 'its attendances are sent first'),
    ('reload', 'not_yet', 'its webinar is about to be loaded anew'),
    (
        'brake', 'not_yet',
        'more than a tenth of what HubSpot holds would go in one day; if that is meant, run '
        'push_hubspot by hand with beyond_brake'
    )
) as reason (reason, answer, words);
comment on view hubspot.gate_reasons is 'Why the gate holds something back, in words';
comment on column hubspot.gate_reasons.ends_by_itself is
'Only time is waited for: nobody has to hear of it';
