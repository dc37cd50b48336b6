"""Zoom webinars into a warehouse and into HubSpot, with every person accounted for."""
