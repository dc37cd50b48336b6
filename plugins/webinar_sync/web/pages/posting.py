"""What a form posted, as routes get it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

MOST_FIELDS = 5000


async def _form_of(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=MOST_FIELDS)


PostedForm = Annotated[FormData, Depends(_form_of)]
"""The parameter of a route by which it gets what was posted."""
