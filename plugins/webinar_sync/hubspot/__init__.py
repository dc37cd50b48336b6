"""Talks to HubSpot: connection, client, mirror, push, reconciliation.

`contact_properties.py` says which fields of HubSpot contacts exist.
"""
