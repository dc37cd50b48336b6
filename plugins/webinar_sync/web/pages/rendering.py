"""Renders templates in the visitor's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webinar_sync.web.pages.formats import Formats
from webinar_sync.web.pages.languages import language_of, translations_of
from webinar_sync.web.pages.navigation import PAGES

if TYPE_CHECKING:
    from fastapi import Request

TEMPLATES = Path(__file__).parent / "templates"


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page.

    :param template: the name of a file of `templates/`
    :param context: what the template shows
    """
    language = language_of(request.headers.get("accept-language", ""))
    page = _environment(language).get_template(template)
    text = page.render(
        context,
        language=language,
        pages=PAGES,
        here=request.url.path,
        url=lambda name, **parameters: url_of(request, name, **parameters),
        airflow=lambda path: airflow_url(request, path),
    )
    return HTMLResponse(text, status, {"Content-Language": language, "Vary": "Accept-Language"})


def url_of(request: Request, name: str, **parameters: Any) -> str:
    """Return the path of a route by its name, from the root of the server.

    :param parameters: those of the path
    """
    path = request.app.url_path_for(name, **parameters)
    # Keys of accounts and occurrences are opaque: they may hold what an address may not.
    return f"{request.scope['root_path']}{quote(str(path))}"


def airflow_url(request: Request, path: str) -> str:
    """Return the path of a page of Airflow's UI, from the root of the server.

    :param path: such as `dags/push_hubspot`
    """
    prefix, _, _ = str(request.scope["root_path"]).rpartition("/")
    return f"{prefix}/{path}"


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # of the extension
        translations_of(language), newstyle=True
    )
    environment.filters.update(Formats(language).filters())
    return environment
