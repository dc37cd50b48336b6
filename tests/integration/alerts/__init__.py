"""Alerts: who hears of what, over real HTTP, from a real warehouse."""
