"""Puts the guesses to the connected accounts, and collects what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from webinar_sync.errors import WebinarSyncError, safe_text
from webinar_sync.probe import (
    hubspot_contacts,
    hubspot_events,
    unprobed,
    zoom_history,
    zoom_registrants,
    zoom_reports,
    zoom_webinars,
)
from webinar_sync.probe.findings import Answer, Fact, Finding, Guess, Unprobed, cannot_tell
from webinar_sync.probe.hubspot_facts import describe_hubspot
from webinar_sync.probe.hubspot_sample import HubspotSample
from webinar_sync.probe.refusals import explain_refusal
from webinar_sync.probe.zoom_facts import describe_zoom
from webinar_sync.probe.zoom_sample import ZoomSample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.probe.hubspot_reader import HubspotReader
    from webinar_sync.probe.zoom_reader import ZoomReader

Sample = TypeVar("Sample")

ZOOM_GUESSES: tuple[Guess[ZoomSample], ...] = (
    *zoom_history.GUESSES,
    *zoom_reports.GUESSES,
    *zoom_webinars.GUESSES,
    *zoom_registrants.GUESSES,
)
HUBSPOT_GUESSES: tuple[Guess[HubspotSample], ...] = (
    *hubspot_contacts.GUESSES,
    *hubspot_events.GUESSES,
)


@dataclass(frozen=True)
class Result:
    """What a probe says of one guess. `advice`: what it means and what to do, where it is wrong."""

    number: int
    assumed: str
    answer: Answer
    evidence: str
    advice: str = ""


@dataclass(frozen=True)
class Section:
    """What a probe says of one account. `trouble`: why its connection cannot be used; or empty."""

    api: str
    account: str
    facts: list[Fact] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    requests: int = 0
    trouble: str = ""


def probe(
    zoom: Sequence[ZoomReader | WebinarSyncError],
    hubspot: HubspotReader | WebinarSyncError | None,
) -> list[Section]:
    """Put all guesses to all accounts.

    :param zoom: what reads each account, or why its connection cannot be used; empty: none is there
    :param hubspot: the same for HubSpot; None: it is not connected
    """
    samples: list[ZoomSample] = []
    sections = [_probe_zoom(account, samples) for account in zoom]
    if not sections:
        sections = [_not_connected("Zoom", "no Zoom account is connected", ZOOM_GUESSES)]
    sections[0].results.extend(map(_result_unprobed, unprobed.ZOOM))
    section = _probe_hubspot(hubspot, samples)
    section.results.extend(map(_result_unprobed, unprobed.HUBSPOT))
    sections.append(section)
    for section in sections:
        section.results.sort(key=lambda result: result.number)
    return sections


def _probe_zoom(account: ZoomReader | WebinarSyncError, samples: list[ZoomSample]) -> Section:
    """Probe a Zoom account, and add its sample to those of the others."""
    if isinstance(account, WebinarSyncError):
        return _unusable("Zoom", "", account, ZOOM_GUESSES)
    config = account.client.config
    name = " ".join(dict.fromkeys((config.conn_id, config.label)))
    try:
        sample = ZoomSample(account)
    except WebinarSyncError as error:
        return _unusable("Zoom", name, error, ZOOM_GUESSES)
    samples.append(sample)
    results = _put(ZOOM_GUESSES, sample)
    return Section("Zoom", name, describe_zoom(sample), results, account.requests)


def _probe_hubspot(
    account: HubspotReader | WebinarSyncError | None, samples: list[ZoomSample]
) -> Section:
    if account is None:
        return _not_connected("HubSpot", "HubSpot is not connected", HUBSPOT_GUESSES)
    if isinstance(account, WebinarSyncError):
        return _unusable("HubSpot", "", account, HUBSPOT_GUESSES)
    name = account.config.conn_id
    sample = HubspotSample(account, samples)
    refusal = sample.find_trouble()
    if refusal is not None:
        return _unusable("HubSpot", name, refusal, HUBSPOT_GUESSES)
    results = _put(HUBSPOT_GUESSES, sample)
    return Section("HubSpot", name, describe_hubspot(sample), results, account.requests)


def _put(guesses: Sequence[Guess[Sample]], sample: Sample) -> list[Result]:
    """Put guesses to a sample: what is refused tells nothing."""
    return [_result_of(guess, _check(guess.check, sample)) for guess in guesses]


def _check(check: Callable[[Sample], Finding], sample: Sample) -> Finding:
    try:
        return check(sample)
    except WebinarSyncError as error:
        return cannot_tell(explain_refusal(error))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return cannot_tell(f"an answer was odd: {safe_text(error)}")


def _result_of(guess: Guess[Sample], finding: Finding) -> Result:
    advice = guess.if_wrong if finding.answer is Answer.NO else ""
    return Result(guess.number, guess.assumed, finding.answer, finding.evidence, advice)


def _result_unprobed(guess: Unprobed) -> Result:
    return Result(guess.number, guess.assumed, Answer.CANNOT_TELL, guess.reason)


def _unusable(
    api: str, name: str, error: WebinarSyncError, guesses: Sequence[Guess[Sample]]
) -> Section:
    finding = cannot_tell("the connection cannot be used")
    results = [_result_of(guess, finding) for guess in guesses]
    return Section(api, name, results=results, trouble=explain_refusal(error))


def _not_connected(api: str, reason: str, guesses: Sequence[Guess[Sample]]) -> Section:
    results = [_result_of(guess, cannot_tell(reason)) for guess in guesses]
    return Section(api, reason, results=results)
