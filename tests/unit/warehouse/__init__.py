"""Tests of the warehouse without a server: queries and migrations as files."""
