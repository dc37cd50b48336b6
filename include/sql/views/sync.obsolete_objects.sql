create or replace view sync.obsolete_objects as
select
    webinar.account_id,
    kinds.object_kind,
    webinar.account_id || ' ' || webinar.webinar_id as object_key
from zoom.webinars as webinar
cross join (values ('panelists'), ('registrants')) as kinds (object_kind)
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
where
    exclusion.code is not null
    or webinar.gone_at is not null
    or (kinds.object_kind = 'registrants' and webinar.approval_type = 2)
union all
select
    session.account_id,
    'session' as object_kind,
    session.session_uuid as object_key
from zoom.sessions as session
inner join settings.webinar_exclusions as exclusion
    on exclusion.account_id = session.account_id and exclusion.webinar_id = session.webinar_id
union all
select
    recording.account_id,
    objects.object_kind,
    objects.object_key
from zoom.recorded_sessions as recording
left join settings.recorded_webinars as recorded
    on
        recorded.account_id = recording.account_id
        and recorded.webinar_id = recording.webinar_id
left join zoom.recordings as file
    on
        file.account_id = recording.account_id
        and file.session_uuid = recording.session_uuid
cross join
    lateral (
        values
        ('recordings', recording.session_uuid),
        ('transcript', recording.session_uuid || ' ' || file.file_key)
    ) as objects (object_kind, object_key)
where
    objects.object_key is not null
    -- Nearly always nothing of recordings is wrong, and then nobody looks at all of them.
    and (
        exists (
            select 1
            from sync.errors as error
            where error.object_kind in ('recordings', 'transcript') and error.cleared_at is null
        )
        or exists (
            select 1 from zoom.refusals as refusal
            where refusal.object_kind = 'recordings'
        )
    )
    and (
        recorded.webinar_id is null
        or (objects.object_kind = 'transcript' and file.deleted_at is not null)
    )
union all
select
    refusal.account_id,
    refusal.object_kind,
    refusal.object_key
from zoom.refusals as refusal
cross join settings.sync as sync
where
    (refusal.object_kind = 'polls' and not sync.polls)
    or (refusal.object_kind = 'questions' and not sync.questions)
    or (refusal.object_kind = 'sources' and not sync.registration_sources);
comment on view sync.obsolete_objects is
'What is no longer read, by its key in sync.errors: of webinars that are gone, or left out, and '
'what the settings read no longer';
