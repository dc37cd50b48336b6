"""Recordings and transcripts: from Zoom to marts and HubSpot."""
