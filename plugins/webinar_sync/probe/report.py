"""Says what a probe came to: in lines for people, as JSON for machines, as an exit code."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.probe.findings import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.probe.probe import Result, Section

WIDTH = 100
USELESS, WRONG, WELL = 2, 1, 0
"""Exit codes: a connection cannot be used, or none is there; a guess is wrong; neither."""


def exit_code(sections: Sequence[Section]) -> int:
    """Return the exit code of a probe."""
    is_connected = any(section.requests for section in sections)
    if not is_connected or any(section.trouble for section in sections):
        return USELESS
    return WRONG if _answers(sections)[Answer.NO] else WELL


def text_lines(sections: Sequence[Section]) -> Iterator[str]:
    """Yield lines for people."""
    for section in sections:
        yield f"{section.api}: {section.account}".rstrip(": ")
        if section.trouble:
            yield from _wrap(f"This connection cannot be used. {section.trouble}", "  ")
        for fact in section.facts:
            yield from _wrap(f"{fact.name}: {fact.state}", "  ")
            if fact.advice:
                yield from _wrap(fact.advice, "      ")
        yield ""
        for result in section.results:
            yield from _result_lines(result)
        yield ""
    answers = _answers(sections)
    yield (
        f"Of the guesses in docs/guesses.md: {answers[Answer.YES]} yes, {answers[Answer.NO]} no, "
        f"{answers[Answer.CANNOT_TELL]} cannot tell."
    )
    requests = Counter[str]()
    for section in sections:
        requests[section.api] += section.requests
    sent = ", ".join(f"{count} requests to {api}" for api, count in requests.items() if count)
    yield (
        f"Sent: {sent}. Nothing was changed."
        if sent
        else "No connection could be used: zoom_default and hubspot_default are those of Airflow "
        "(docs/operating.md, docs/hubspot.md)."
    )


def as_json(sections: Sequence[Section]) -> dict[str, Any]:
    """Return the same as JSON can hold it."""
    return {
        "exit_code": exit_code(sections),
        "accounts": [
            {
                "api": section.api,
                "account": section.account,
                "trouble": section.trouble or None,
                "requests": section.requests,
                "facts": [vars(fact) for fact in section.facts],
                "guesses": [vars(result) for result in section.results],
            }
            for section in sections
        ],
    }


def _result_lines(result: Result) -> Iterator[str]:
    answer = result.answer.upper() if result.answer is Answer.NO else str(result.answer)
    yield from _wrap(f"{result.number:>4}  {answer}: {result.assumed}", "", "      ")
    yield from _wrap(f"{result.evidence}.", "      ")
    if result.advice:
        yield from _wrap(f"What to do: {result.advice}", "      ")


def _wrap(text: str, indent: str, later: str | None = None) -> list[str]:
    later_indent = f"{indent}    " if later is None and len(indent) < 4 else later or indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=later_indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def _answers(sections: Sequence[Section]) -> Counter[Answer]:
    return Counter(result.answer for section in sections for result in section.results)
