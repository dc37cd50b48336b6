-- Store what a workflow asks for. One that is delivered again stores nothing: the workflow waits
-- anew, and is answered again, for HubSpot may not have heard the answer.
insert into registration.requests as known (
    request_key,
    source,
    webinar,
    email,
    first_name,
    last_name,
    portal_id,
    workflow_id,
    hubspot_contact_id,
    expires_at
)
values (
    :request_key,
    'workflow',
    :webinar,
    :email,
    :first_name,
    :last_name,
    :portal_id,
    :workflow_id,
    :hubspot_contact_id,
    now() + make_interval(secs => :expires_seconds)
)
on conflict (request_key) do update
    set
        delivered_at = now(),
        expires_at = excluded.expires_at,
        is_expired = false,
        answered_at = null,
        next_answer_at = case when known.code is not null then now() end
