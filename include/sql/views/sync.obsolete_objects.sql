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
    refusal.account_id,
    refusal.object_kind,
    refusal.object_key
from zoom.refusals as refusal
cross join settings.sync as sync
where
    (refusal.object_kind = 'polls' and not sync.polls)
    or (refusal.object_kind = 'questions' and not sync.questions);
comment on view sync.obsolete_objects is
'What is no longer read, by its key in sync.errors: of webinars that are gone, or left out, and '
'what the settings read no longer';
