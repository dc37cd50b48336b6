"""Computes marts of what landed, and commits them."""
