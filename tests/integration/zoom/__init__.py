"""The Zoom side: client, window, landing."""
