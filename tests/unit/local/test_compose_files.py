"""Several Compose files come to what Docker Compose makes of them, by its specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.compose_files import load

if TYPE_CHECKING:
    from pathlib import Path

BASE = """
services:
  app:
    image: app:1
    command: [serve, --slowly]
    environment: {A: "1", B: "2", C:}
    ports: ["127.0.0.1:80:80"]
    volumes: [./one:/data:ro, logs:/logs]
    depends_on: {db: {condition: service_healthy}}
    healthcheck: {test: [CMD, ask], interval: 30s}
volumes: {logs: }
"""
OVERRIDE = """
services:
  app:
    command: [serve]
    environment: {B: "", C: "3", D: "4"}
    ports: ["127.0.0.1:80:80", "127.0.0.1:81:81"]
    volumes: [./two:/data:ro]
    depends_on: {queue: {condition: service_started}}
    healthcheck: {test: [CMD, look]}
  queue: {image: queue:1}
volumes: {queue: }
"""


def test_an_override_adds_replaces_and_empties(tmp_path: Path) -> None:
    paths = (tmp_path / "base.yaml", tmp_path / "override.yaml")
    for path, text in zip(paths, (BASE, OVERRIDE), strict=True):
        path.write_text(text, encoding="utf-8")

    whole = load(paths)

    assert whole["services"]["app"] == {
        "image": "app:1",
        "command": ["serve"],
        "environment": {"A": "1", "B": "", "C": "3", "D": "4"},
        "ports": ["127.0.0.1:80:80", "127.0.0.1:81:81"],
        "volumes": ["./two:/data:ro", "logs:/logs"],
        "depends_on": {
            "db": {"condition": "service_healthy"},
            "queue": {"condition": "service_started"},
        },
        "healthcheck": {"test": ["CMD", "look"], "interval": "30s"},
    }
    assert set(whole["services"]) == {"app", "queue"}
    assert set(whole["volumes"]) == {"logs", "queue"}
