"""Tests of the local run that need a server."""
