"""Contracts: what breaks one, and why a row is rejected."""
