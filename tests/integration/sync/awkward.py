"""Moved to `tests.builders`."""

from tests.builders import (
    prepare_awkward as prepare,
)
from tests.builders import (
    serve_awkward as make_world,
)
from tests.builders import (
    sync_awkward as sync_all,
)

__all__ = ["make_world", "prepare", "sync_all"]
