-- Note that HubSpot was asked about addresses, or about their archived contacts.
insert into hubspot.addresses as known (email, read_at, archive_read_at, run_id)
select
    asked.email,
    now() as read_at,
    case when :archived then now() end as archive_read_at,
    :run_id
from unnest(cast(:asked as text[])) as asked (email)
order by asked.email
on conflict (email) do update
    set
        read_at = case when :archived then known.read_at else excluded.read_at end,
        archive_read_at = excluded.archive_read_at,  -- what the archive had before is out of date
        run_id = excluded.run_id
