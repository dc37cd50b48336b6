"""The page Transcripts: search in what was said."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from webinar_sync.web.pages.keys import only
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.tables import read_state, rows_in_all
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from collections.abc import Collection

    from webinar_sync.warehouse.engine import Warehouse

router = APIRouter()

MOST = 1000
"""So many passages are ranked: who finds more needs another word, not a longer list."""
_WORD = re.compile(r"\w+")


@router.get("/transcripts", name="transcripts", response_model=None)
def show_transcripts(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Ask for words."""
    return _show(request, warehouse, "", [], 0)


@router.post("/transcripts", name="search_transcripts", response_model=None)
def search_transcripts(
    request: Request, warehouse: CurrentWarehouse, form: PostedForm
) -> HTMLResponse:
    """Show the passages with some words, which may be somebody's name."""
    text = form.text("text")[:500]
    table = read_state(form.mapping(), ("rank",), "-rank")
    passages = warehouse.rows("pages/search_transcripts", words=text, most=MOST, **table.paging)
    words = {row["word"] for row in warehouse.rows("pages/select_words", words=text)}
    shown = [_shown(passage, words) for passage in passages]
    return _show(request, warehouse, text, shown, rows_in_all(passages), table.page)


def _shown(passage: dict[str, Any], words: Collection[str]) -> dict[str, Any]:
    # The second that has begun, never one that is still to come.
    moment = str(timedelta(seconds=int(passage["start_seconds"])))
    return {**passage, "marked": mark(passage["passage"], words), "moment": moment}


def mark(passage: str, words: Collection[str]) -> Markup:
    """Return a passage as HTML, with some words marked.

    :param words: in lower case, as a search takes them
    """
    marked, place = Markup(), 0
    for match in _WORD.finditer(passage):
        if match[0].lower() in words:
            marked += escape(passage[place : match.start()])
            marked += Markup("<mark>{}</mark>").format(match[0])
            place = match.end()
    return marked + escape(passage[place:])


def _show(
    request: Request,
    warehouse: Warehouse,
    text: str,
    passages: list[dict[str, Any]],
    rows: int,
    page: int = 1,
) -> HTMLResponse:
    return render(
        request,
        "transcripts.html",
        text=text,
        passages=passages,
        rows=rows,
        most=MOST,
        table=read_state({"page": str(page)}, ("rank",), "-rank"),
        available=only(warehouse.rows("pages/count_transcripts")),
    )
