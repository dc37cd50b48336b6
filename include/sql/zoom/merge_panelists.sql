-- Keep a webinar's panelists as now listed, by panelist_id (or address, where there is none).
with listed as (
    select distinct on (panelist_id)
        coalesce(nullif(raw.one ->> 'id', ''), raw.one ->> 'email', '') as panelist_id,
        coalesce(raw.one ->> 'email', '') as email,
        raw.one as payload
    from jsonb_array_elements(cast(:rows as jsonb)) as raw (one)
    order by panelist_id
),

removed as (
    delete from zoom.panelists as known
    where
        known.account_id = :account_id
        and known.webinar_id = :webinar_id
        and not exists (
            select 1 from listed
            where listed.panelist_id = known.panelist_id
        )
)

insert into zoom.panelists as known (
    account_id, webinar_id, panelist_id, email, payload, run_id
)
select
    :account_id,
    :webinar_id,
    listed.panelist_id,
    listed.email,
    listed.payload,
    :run_id
from listed
on conflict (account_id, webinar_id, panelist_id) do update
    set
        email = excluded.email,
        payload = excluded.payload,
        run_id = excluded.run_id
    where (known.email, known.payload) is distinct from (excluded.email, excluded.payload)
