"""Nasty worlds, made up at random: what hosts, people and Zoom come up with, as rows."""

from tests.unit.transform.strategies.shrinking import smallest
from tests.unit.transform.strategies.whole_worlds import rules, worlds

__all__ = ["rules", "smallest", "worlds"]
