"""Talks to Zoom: connection, client, discovery, extraction."""
