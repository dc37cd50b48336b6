"""Tests of `webinar_sync.zoom`."""
