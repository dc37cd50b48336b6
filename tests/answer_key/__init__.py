"""Answers worked out by hand, for accounts that the sandbox holds."""
