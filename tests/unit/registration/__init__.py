"""Tests of `webinar_sync.registration` and of the HubSpot app."""
