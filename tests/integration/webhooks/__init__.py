"""Tests of what webhooks lead to: readings of the webinars that they name."""
