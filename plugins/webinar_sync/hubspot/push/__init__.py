"""The push: brings HubSpot up to date with the warehouse, by sending only what differs.

The views `hubspot.…_to_send` say what differs. What HubSpot acknowledged is stored at once, in
`hubspot.sent_…`. A crash between the two sends again, with the same effect.
"""
