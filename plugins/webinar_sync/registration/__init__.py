"""The registration action: adds contacts to webinars, removes them, and tells the workflow.

Requests come into the inbox (`inbox`), by the webhook or by hand (`form`). A `worker` processes
it: `webinar_lookup` reads what Zoom knows of a webinar, `rules` decides, `registrar` has Zoom
register, `status_changes` has it cancel, and `callbacks` completes the callbacks that HubSpot's
workflows wait for. A new rule of who is refused belongs into `rules`, its code and sentence into
`outcomes`.
"""
