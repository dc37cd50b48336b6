-- Store what a workflow asks for; one that is delivered again stores nothing, and is answered again
-- if HubSpot may not have heard the answer.
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
    set answered_at = null, next_answer_at = now()
    where known.answered_at is not null
