"""The registration action: adds contacts to Zoom webinars, and tells the workflow what happened.

Requests come into the inbox (`inbox`), by the webhook or by hand (`form`). A `worker` processes
it: `webinar_lookup` reads what Zoom knows of a webinar, `rules` decides, `registrar` has Zoom
register, and `callbacks` completes the callbacks that HubSpot's workflows wait for. A new rule of
who is refused belongs into `rules`, its code and sentence into `outcomes`.
"""
