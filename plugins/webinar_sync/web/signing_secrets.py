"""By which secrets a sender may sign, as a connection says it: one, and while it is changed, two.

The new one stands first, then a blank and the old one. Before the new one is known, the word
`changing` stands in its place: what no known secret signed is then refused for now and not for
good, so that its sender sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CHANGING = "changing"
"""No sender's secret: Zoom's and HubSpot's are longer."""


@dataclass(frozen=True)
class SigningSecrets:
    """The secrets that are accepted, the newest first; and whether another one is about to be."""

    known: tuple[str, ...] = field(repr=False)
    is_changing: bool = False

    @classmethod
    def read(cls, text: str) -> SigningSecrets:
        """Read what stands in a connection's extra."""
        words = text.split()
        return cls(tuple(word for word in words if word != CHANGING), CHANGING in words)

    def __bool__(self) -> bool:
        """Tell whether anything may be signed by them, now or soon."""
        return bool(self.known) or self.is_changing
