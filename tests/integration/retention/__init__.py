"""Webinars of whose people nothing is kept as Zoom sent it."""
