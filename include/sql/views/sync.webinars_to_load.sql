create or replace view sync.webinars_to_load as
select
    webinar.account_id,
    webinar.webinar_id
from zoom.webinars as webinar
inner join zoom.accounts as account on account.account_id = webinar.account_id
cross join sync.state as state
left join settings.webinar_exclusions as exclusion
    on exclusion.account_id = webinar.account_id and exclusion.webinar_id = webinar.webinar_id
left join sync.outcomes as outcome
    on
        outcome.account_id = webinar.account_id
        and outcome.webinar_id = webinar.webinar_id
        and outcome.occurrence_key = ''
        and outcome.subject = 'webinar'
where not exists (
    select 1
    from sync.unchecked_readings as unchecked
    where unchecked.account_id = webinar.account_id and unchecked.webinar_id = webinar.webinar_id
)
and (
    state.loaded_settings is null
    or exclusion.code is distinct from outcome.code
    or (webinar.account_id, webinar.webinar_id) in (
        select
            concerned.account_id,
            concerned.webinar_id
        from sync.outcomes as concerned
        inner join sync.address_status_changes as changed on changed.email = concerned.email
    )
    or exists (
        select 1
        from zoom.readings as reading
        where
            reading.account_id = webinar.account_id
            and reading.webinar_id = webinar.webinar_id
            and reading.loaded_digest is distinct from reading.digest
    )
    or exists (
        select 1
        from zoom.sessions as session
        where
            session.account_id = webinar.account_id
            and session.webinar_id = webinar.webinar_id
            and session.loaded_state is distinct from session.state
    )
    or exists (
        select 1
        from registration.results as result
        where
            result.account_id = webinar.account_id
            and result.webinar_id = webinar.webinar_id
            and result.loaded_at is distinct from result.registered_at
    )
    or exists (
        select 1
        from marts.marketing_events as event
        where
            event.account_id = webinar.account_id
            and event.webinar_id = webinar.webinar_id
            and event.status = 'scheduled'
            and account.known_history
            @> tstzrange(event.scheduled_at, event.scheduled_end_at + interval '24 hours')
    )
);

comment on view sync.webinars_to_load is
'Webinars whose content, sessions, settings or passing of time ask for marts to be computed anew';
