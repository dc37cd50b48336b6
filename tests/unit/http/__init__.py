"""Tests of `webinar_sync.http`."""
