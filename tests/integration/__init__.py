"""Tests against a real PostgreSQL and the sandbox over HTTP."""
