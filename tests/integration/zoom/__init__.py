"""The Zoom client, against the sandbox."""
