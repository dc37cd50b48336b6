"""HubSpot's side, as far as it needs neither a server nor a database."""
