"""Reads from the warehouse what is the case now, in numbers, for whoever watches the sync."""
