"""Runs: their steps, issues and requests, as the warehouse keeps them."""
