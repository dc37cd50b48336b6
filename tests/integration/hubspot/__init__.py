"""HubSpot's side: mirror, push, reconciliation, against the sandbox's HubSpot over HTTP."""
