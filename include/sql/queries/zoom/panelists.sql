-- name: merge_panelists
-- Keep a webinar's panelists as now listed, by panelist_id (or address, where there is none).
with listed as (
    select distinct on (panelist_id)
        coalesce(nullif(sent.payload ->> 'id', ''), sent.payload ->> 'email', '') as panelist_id,
        coalesce(sent.payload ->> 'email', '') as email,
        sent.payload
    from jsonb_array_elements(cast(:rows as jsonb)) as sent (payload)
    order by panelist_id
),

removed as (
    delete from zoom.panelists as panelist
    where
        panelist.account_id = :account_id
        and panelist.webinar_id = :webinar_id
        and not exists (
            select 1 from listed
            where listed.panelist_id = panelist.panelist_id
        )
)

insert into zoom.panelists as panelist (
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
    where (panelist.email, panelist.payload) is distinct from (excluded.email, excluded.payload);
