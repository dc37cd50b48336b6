"""Tests, in the order of plugins/ and dags/."""
