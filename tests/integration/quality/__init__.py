"""Contracts and rejected rows."""
