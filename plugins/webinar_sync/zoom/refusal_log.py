"""What one extraction was refused, and what it read, by kind: is it one trouble, or many? Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webinar_sync.zoom.optional_readings import SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.zoom.errors import Refusal

ALL_REFUSED = 3
"""So many resources of a kind, all of them refused, are no single resource's trouble."""
TROUBLE_CODES = frozenset({"refused", "forbidden", "bad_answer", "unavailable", "page_token"})
"""Codes of refusals that should not be; others say something about the resource."""


@dataclass(frozen=True)
class RefusedResource:
    """A resource that cannot be read: its kind and key in sync.errors, and why."""

    object_kind: str
    object_key: str
    error: Refusal


@dataclass
class RefusalLog:
    """Counts what is read, and keeps what is refused until the extraction ends."""

    refused: list[RefusedResource] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)

    def common_causes(self) -> dict[str, list[RefusedResource]]:
        """Return, by code, what was refused for a cause that refused everything of some kind."""
        whole_kinds = self._whole_kinds() - SCOPES.keys()
        causes = {
            resource.error.code
            for resource in self.refused
            if resource.object_kind in whole_kinds and resource.error.code in TROUBLE_CODES
        }
        return {
            code: [resource for resource in self.refused if resource.error.code == code]
            for code in sorted(causes)
        }

    def refused_options(self) -> dict[str, Refusal]:
        """Return the options of which all that was asked for was refused, each with a cause."""
        kinds = self._whole_kinds() & SCOPES.keys()
        return {
            resource.object_kind: resource.error
            for resource in self.refused
            if resource.object_kind in kinds and resource.error.code in TROUBLE_CODES
        }

    def _whole_kinds(self) -> set[str]:
        kinds = Counter(
            resource.object_kind
            for resource in self.refused
            if resource.error.code in TROUBLE_CODES
        )
        return {
            kind for kind, count in kinds.items() if count >= ALL_REFUSED and not self.read[kind]
        }

    def single_refusals(self) -> Iterator[RefusedResource]:
        """Yield what was refused for a cause of its own."""
        common = self.common_causes()
        for resource in self.refused:
            if resource.error.code not in common:
                yield resource


def describe_causes(resources: list[RefusedResource]) -> str:
    """Say what was refused and why, most frequent first, as `40 webinars, 3 hosts: HTTP 403`."""
    kinds = Counter(resource.object_kind for resource in resources)
    causes = Counter(resource.error.cause for resource in resources)
    counted = ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common())
    return f"{counted}: {'; '.join(cause for cause, _ in causes.most_common(3))}"
