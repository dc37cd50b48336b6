"""What answers over HTTP: webhooks, served by Airflow's API server or by themselves.

`app` makes the app of all webhooks. Each sender has a module with its endpoints, and one with the
check of its signatures: `hubspot` and `hubspot_signature`. A new webhook of HubSpot's is an
endpoint in `hubspot`. The first webhook of another sender, such as Zoom, gets `zoom` and
`zoom_signature`, and its router joins `ROUTERS` in `app`. `backend` has what endpoints stand on:
each sender needs settings of its own there; `remembered` keeps strangers from costing look-ups. An
endpoint verifies, stores what is needed of the request and responds; what follows from it is a
Dag's work.
"""
