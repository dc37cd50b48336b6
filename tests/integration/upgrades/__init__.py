"""Upgrades of warehouses that earlier versions made."""
