"""Draws charts as SVG on the server, by Vega-Lite, which vl-convert carries in its wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

INK = "currentColor"
_CONFIG: dict[str, Any] = {
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": INK, "tickColor": INK, "domainColor": INK,
        "gridColor": INK, "gridOpacity": 0.15, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "font": "system-ui, sans-serif",
}  # fmt: skip
"""Text and lines have the colour of the page's text, in light and dark; pages.css paints marks."""


def draw(specification: Mapping[str, Any]) -> Markup:
    """Return a chart as SVG, to be set into a page beside a table that says the same.

    :param specification: of Vega-Lite 6, with its data and without colours
    """
    # Imported here: Airflow's daemons load the plugin, and only the API server draws.
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg({"config": _CONFIG, **specification}, vl_version="6.1")
    return Markup(svg)  # drawn from numbers alone
