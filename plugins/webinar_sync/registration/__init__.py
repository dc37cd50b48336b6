"""The registration action: an inbox of requests, registering with Zoom, answering the workflow."""
