"""What a form posted, as routes get it: also several values of one name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

MOST_FIELDS = 5000


@dataclass(frozen=True)
class PostedFields:
    """The names and values that a form posted, in their order."""

    fields: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Return the first value of a name, trimmed; empty if there is none."""
        return next((value.strip() for field, value in self.fields if field == name), "")

    def texts(self, name: str) -> list[str]:
        """Return all values of a name."""
        return [value for field, value in self.fields if field == name]

    def mapping(self) -> dict[str, str]:
        """Return the fields by name; of several values of one name the last."""
        return dict(self.fields)


async def _form_of(request: Request) -> PostedFields:
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return PostedFields(
        tuple(
            # PostgreSQL stores no NUL.
            (name, value.replace("\0", ""))
            for name, value in form.multi_items()
            if isinstance(value, str)
        )
    )


PostedForm = Annotated[PostedFields, Depends(_form_of)]
"""The parameter of a route by which it gets what was posted."""
