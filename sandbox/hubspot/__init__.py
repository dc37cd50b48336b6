"""A HubSpot that behaves like the real one, written from its documents; knows no client."""
