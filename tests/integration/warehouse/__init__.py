"""Tests of the warehouse in PostgreSQL: migrations, roles, functions."""
