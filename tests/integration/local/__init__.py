"""Tests of the local run that start processes: a PostgreSQL, or others."""
