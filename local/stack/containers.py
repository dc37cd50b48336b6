"""Containers of an engine's project, as its command lists them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MIGRATION = "airflow-init"
"""The service that ends when it is done."""


@dataclass(frozen=True)
class Container:
    """What the engine says about a container of the project.

    `state`: `running`, `exited` …; `health`: empty without a check; `number`: of its service's.
    """

    id: str
    service: str
    number: int
    state: str
    health: str = ""
    exit_code: int = 0

    def is_ready(self, service: Mapping[str, Any]) -> bool:
        """Tell whether it is as it should be, by what the Compose file says of its service."""
        if self.service == MIGRATION:
            return (self.state, self.exit_code) == ("exited", 0)
        return self.state == "running" and self.health == ("healthcheck" in service) * "healthy"

    @property
    def name(self) -> str:
        """What Compose calls it within the project."""
        return f"{self.service}-{self.number}"

    def describe(self) -> str:
        """Return it in words."""
        how = f"exited with {self.exit_code}" if self.state == "exited" else self.state
        return f"{self.name}: {how}{self.health and f', {self.health}'}"


def parse_ps(text: str) -> list[Container]:
    """Read what `compose ps --format json` prints: an array, or an object in each line."""
    listed = json.loads(text) if text.lstrip().startswith("[") else [
        json.loads(line) for line in text.splitlines() if line.strip()
    ]  # fmt: skip
    return sorted(
        (
            Container(
                each["ID"], each["Service"], int(re.findall(r"\d+$", each["Name"])[0]),
                each["State"], each.get("Health") or "", int(each.get("ExitCode") or 0),
            )
            for each in listed
        ),
        key=lambda container: (container.service, container.number),
    )  # fmt: skip
