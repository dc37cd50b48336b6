"""Follows the pages of a listing to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_PAGES = 10_000

Page = TypeVar("Page")


def follow_pages(
    read_page: Callable[[str], Page], next_token: Callable[[Page], str], endless: Exception
) -> Iterator[Page]:
    """Yield the pages of a listing, up to the one that names no next page.

    :param read_page: reads the page of a token; an empty token is the first page's
    :param next_token: returns the token of the page after this one; empty: this is the last
    :param endless: the error to raise if a token comes back, or there are over 10,000 pages
    """
    seen: set[str] = set()
    token = ""
    while True:
        page = read_page(token)
        yield page
        token = next_token(page)
        if not token:
            return
        if token in seen or len(seen) >= MAX_PAGES:
            raise endless
        seen.add(token)
