-- name: insert_dated_signature
-- Record that HubSpot signs an account's requests with v3.
insert into registration.signatures (portal_id)
values (:portal_id)
on conflict (portal_id) do nothing;

-- name: select_dated_signature
-- Select since when an account's requests are known to be signed with v3.
select v3_seen_at
from registration.signatures
where portal_id = :portal_id;
