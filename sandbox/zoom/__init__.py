"""A Zoom that behaves like the real one, over HTTP on loopback."""
