"""Saved segments: what may be one, who is in it, what is kept of it."""
