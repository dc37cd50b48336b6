"""Tests of the documentation, and of what it and other files repeat."""
