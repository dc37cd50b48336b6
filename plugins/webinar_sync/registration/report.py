"""What a run of the registration action says of itself, in sentences without values of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.registration.inbox import count_outcomes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.runs.run import Run

_CALLBACKS = {
    "callbacks_completed": "callbacks completed in HubSpot",
    "callbacks_deferred": "callbacks that HubSpot did not accept; the next runs send them again",
}


def summary_lines(run: Run, counts: Mapping[str, int]) -> list[str]:
    """Return what became of requests, in the sentences that the workflows got.

    :param counts: what `Worker.process_inbox` returned
    """
    lines = [
        f"{row['requests']} × {row['code']}: {row['message']}" for row in count_outcomes(run)
    ] or ["no request was due"]
    lines += [f"{counts[name]} {text}" for name, text in _CALLBACKS.items() if counts.get(name)]
    return lines
