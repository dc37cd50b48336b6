"""What answers over HTTP: webhooks, served by Airflow's API server or by themselves.

`app` makes the app of all webhooks. Each sender has a module with its endpoints, and one with the
check of its signatures: `hubspot` and `hubspot_signature`, `zoom` and `zoom_signature`. `backend`
has what endpoints stand on: each sender has settings of its own there; `remembered` keeps strangers
from costing look-ups. An endpoint verifies, stores what is needed of the request and responds; what
follows from it is a Dag's work.
"""
