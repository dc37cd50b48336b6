"""The push: what the warehouse knows, made HubSpot's, by sending only what differs.

What differs say the views `hubspot.…_to_send`; what HubSpot acknowledged is remembered at once, in
`hubspot.sent_…`. A crash between the two sends again, with the same effect.
"""
