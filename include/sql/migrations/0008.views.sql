-- depends: 0002.zoom 0003.settings 0006.marts 0007.sync
create view settings.webinar_exclusions as
select
    webinar.account_id,
    webinar.webinar_id,
    case
        when
            not sync.sync_webinars
            or not coalesce(one.is_synced, host.sync_new_webinars, true)
            then 'sync_off'
        when exists (
            select 1
            from settings.excluded_host_domains as excluded
            where
                excluded.applies_to = 'webinars'
                and settings.in_domain(webinar.address, excluded.domain)
        ) then 'host_domain_excluded'
        else 'zoom_events'
    end as code
from (
    select
        found.account_id,
        found.webinar_id,
        found.host_id,
        coalesce(found.is_events_webinar, false) as is_events_webinar,
        lower(trim(coalesce(found.host_email, (
            select session.host_email
            from zoom.sessions as session
            where session.account_id = found.account_id and session.webinar_id = found.webinar_id
            order by session.started_at desc
            limit 1
        )))) as address
    from zoom.webinars as found
) as webinar
cross join settings.sync as sync
left join settings.webinars as one
    on one.account_id = webinar.account_id and one.webinar_id = webinar.webinar_id
left join settings.hosts as host
    on host.account_id = webinar.account_id and host.host_id = webinar.host_id
where
    not sync.sync_webinars
    or not coalesce(one.is_synced, host.sync_new_webinars, true)
    or webinar.is_events_webinar
    or exists (
        select 1
        from settings.excluded_host_domains as excluded
        where
            excluded.applies_to = 'webinars'
            and settings.in_domain(webinar.address, excluded.domain)
    );
comment on view settings.webinar_exclusions is
'Webinars that are not synced, and the first code that says why';

create function sync.source_of(kind text) returns text
language sql immutable parallel safe
as $$
select case kind
    when 'history' then 'sessions'
    when 'webinar' then 'webinars'
    when 'registrants' then 'registrants'
    when 'participants' then 'participants'
end
$$;
comment on function sync.source_of is 'The contract that a kind of reading must meet; null: none';

create view sync.unchecked_readings as
select
    account_id,
    sync.source_of(kind) as source,
    object_key,
    webinar_id,
    digest
from zoom.readings
where
    checked_digest is distinct from digest
    and sync.source_of(kind) is not null;
comment on view sync.unchecked_readings is
'What landed and has not been held against the contracts: marts wait for it';

create view sync.webinars_to_load as
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
        from marts.marketing_events as event
        where
            event.account_id = webinar.account_id
            and event.webinar_id = webinar.webinar_id
            and event.status = 'scheduled'
            and event.scheduled_end_at + interval '24 hours' <= account.history_read_until
    )
);
comment on view sync.webinars_to_load is
'Webinars whose content, sessions, settings or passing of time ask for marts to be computed anew';

create view sync.run_accounts as
select
    run_id,
    account_id,
    max(label) as label,
    case
        when bool_or(state = 'failed') then 'failed'
        when bool_or(state = 'skipped') then 'skipped'
        when bool_or(step = 'load' and state = 'done') then 'done'
        else 'running'
    end as state,
    (array_agg(message order by began_at) filter (where message is not null))[1] as message,
    (
        select coalesce(jsonb_object_agg(entry.key, entry.value order by step.began_at), '{}')
        from sync.run_steps as step
        cross join lateral jsonb_each(step.counts) as entry
        where step.run_id = steps.run_id and step.account_id = steps.account_id
    ) as counts
from sync.run_steps as steps
where account_id <> ''
group by run_id, account_id;
comment on view sync.run_accounts is
'How far a run got in each Zoom account: running where it was stopped before its end';
