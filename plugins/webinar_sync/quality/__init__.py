"""Holds what landed against contracts, and sets unusable rows aside."""
