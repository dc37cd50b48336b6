"""Moved to `tests.builders`."""

from tests.builders import (
    TOKEN,
    NoPacer,
    World,
    execute,
    query,
)

__all__ = ["TOKEN", "NoPacer", "World", "execute", "query"]
