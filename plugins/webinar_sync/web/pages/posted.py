"""What a form posts: for searches that may name a person, which no address of a page may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request


async def _fields_of(request: Request) -> dict[str, str]:
    form = await request.form()
    return {
        name: value.replace("\0", "").strip()
        for name, value in form.items()
        if isinstance(value, str)
    }


PostedFields = Annotated[Mapping[str, str], Depends(_fields_of)]
"""The parameter of a route by which it gets the texts of a posted form, trimmed."""


def like(text: str) -> str:
    """Return the pattern of `ilike` that finds a text anywhere; empty for an empty text."""
    if not text:
        return ""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
