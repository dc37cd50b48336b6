"""The bodies of the Dags' tasks: a file for each Dag, and in it a function for each task.

A body gets what it needs by its arguments: `dag_run` as Airflow injects it, values of the form, and
what other tasks returned. It opens the run, has another package do the work, and logs counts.

A Dag file imports this package alone. The file of a body is imported when a task first names it:
Airflow parses Dag files all day long, and needs none of what bodies import.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    """Import the file with the bodies of a Dag's tasks (PEP 562)."""
    module = f"{__name__}.{name}"
    if name.startswith("_") or find_spec(module) is None:
        raise AttributeError(f"{__name__} has no file {name}.py")
    return import_module(module)
