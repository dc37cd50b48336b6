"""Reads Compose files, and makes one of several, as `docker compose -f … -f …` does.

The rules are the Compose Specification's, "Merge and override", as far as our files need them: a
file with tags (`!reset`, `!override`) cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REPLACED = ("command", "entrypoint", "test")
"""Lists that another file replaces, and does not add to."""


def load(paths: Sequence[Path]) -> dict[str, Any]:
    """Read Compose files and return what they come to; later files win."""
    whole: dict[str, Any] = {}
    for path in paths:
        whole = _merge(whole, yaml.safe_load(path.read_text(encoding="utf-8")))
    return whole


def _merge(base: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in override.items():
        merged[name] = _merge_value(name, base[name], value) if base.get(name) else value
    return merged


def _merge_value(name: str, base: Any, value: Any) -> Any:
    if isinstance(base, dict) and isinstance(value, dict):
        return _merge(base, value)
    if not (isinstance(base, list) and isinstance(value, list)) or name in REPLACED:
        return value
    if name == "volumes":
        return list({_mounted_at(mount): mount for mount in (*base, *value)}.values())
    return [*base, *(entry for entry in value if entry not in base)]


def _mounted_at(mount: str) -> str:
    return mount.split(":")[1]
