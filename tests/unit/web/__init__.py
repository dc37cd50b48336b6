"""Tests of `webinar_sync.web` that need no server."""
