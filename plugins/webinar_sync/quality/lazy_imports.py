"""Puts off imports that Great Expectations makes for expectations and charts nobody here uses.

`scipy.stats` and `altair` are half of what importing Great Expectations costs. Python's own
`LazyLoader` lets the import statements pass, and imports a module when something of it is first
used: nothing is replaced, it is only later, here mostly never.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from importlib.util import LazyLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

PUT_OFF = ("scipy.stats", "altair")
"""Used by expectations about distributions, and by charts of their results."""


class _PuttingOff(MetaPathFinder):
    """Finds the modules to put off; leaves all others to Python."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in PUT_OFF:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def putting_imports_off() -> Iterator[None]:
    """Import the modules of `PUT_OFF` when they are first used, if the block imports them.

    For a block that runs in one thread, before others may import the same: until Python 3.12 a lazy
    module is not safe to be used first by two threads at once.
    """
    finder = _PuttingOff()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
