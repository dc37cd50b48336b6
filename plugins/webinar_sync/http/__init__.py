"""What both API clients share."""
