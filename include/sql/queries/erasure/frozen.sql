-- name: allow_frozen_deletes
-- Let this transaction delete rows of marts that are frozen: who is erased goes there, too.
select set_config('webinar_sync.may_delete_frozen', 'on', true) as allowed;

-- name: update_frozen_events
-- Count the people of some addresses apart in frozen occurrences: no load does it.
update marts.marketing_events as event
set
    registrations = event.registrations - erased.registrations,
    cancellations = event.cancellations - erased.cancellations,
    attendances = event.attendances - erased.attendances,
    no_shows = event.no_shows - erased.no_shows,
    late_registrations = event.late_registrations - erased.late_registrations,
    erased_registrations = event.erased_registrations + erased.registrations,
    erased_attendances = event.erased_attendances + erased.attendances,
    run_id = :run_id
from (
    select
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        count(participation.registered_at) as registrations,
        count(participation.cancelled_at) as cancellations,
        count(*) filter (where participation.state = 'attended') as attendances,
        count(*) filter (where participation.state = 'no_show') as no_shows,
        count(*) filter (where participation.state = 'registered_late') as late_registrations
    from marts.participations as participation
    inner join zoom.occurrences as occurrence
        on
            occurrence.account_id = participation.account_id
            and occurrence.webinar_id = participation.webinar_id
            and occurrence.occurrence_key = participation.occurrence_key
    where
        occurrence.is_frozen
        and participation.email = any(cast(:addresses as text[]))
    group by participation.account_id, participation.webinar_id, participation.occurrence_key
) as erased
where
    event.account_id = erased.account_id
    and event.webinar_id = erased.webinar_id
    and event.occurrence_key = erased.occurrence_key;
