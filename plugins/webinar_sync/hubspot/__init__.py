"""Talks to HubSpot: connection, client, mirror, push, reconciliation."""
