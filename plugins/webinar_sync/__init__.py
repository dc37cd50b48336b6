"""Zoom webinars into a warehouse and into HubSpot, with every person accounted for."""

__version__ = "0.1.0"
