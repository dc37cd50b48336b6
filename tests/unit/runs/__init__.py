"""Tests of `webinar_sync.runs`."""
