"""What addresses of pages name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import HTTPException, Path

WebinarId = Annotated[int, Path(lt=2**63)]
ContactId = Annotated[int, Path(lt=2**63)]


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one row that there is.

    :raises HTTPException: 404, if there is none
    """
    if not rows:
        raise HTTPException(404)
    return rows[0]
