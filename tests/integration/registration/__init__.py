"""Tests of the registration action."""
