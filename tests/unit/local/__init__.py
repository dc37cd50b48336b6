"""Tests of what the local run and the linters use."""
