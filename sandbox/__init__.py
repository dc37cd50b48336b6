"""Stand-ins for the real services, to try the project out and to test it against."""
