"""`zoom.refusal_log`: what was refused is one trouble, or many."""

from __future__ import annotations

from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomForbiddenError,
    ZoomNotFoundError,
    ZoomPlanMissingError,
    ZoomResourceError,
    ZoomTooOldError,
)
from webinar_sync.zoom.refusal_log import RefusalLog, RefusedResource, describe_causes

PAGE = ZoomResourceError("GET /webinars/{webinar_id}: HTTP 403, code none; a page")


def log_of(*refused: tuple[str, ZoomResourceError], read: tuple[str, ...] = ()) -> RefusalLog:
    """Return the log of an extraction that was refused some resources, and read others."""
    log = RefusalLog(
        [RefusedResource(kind, str(key), error) for key, (kind, error) in enumerate(refused)]
    )
    log.read.update(read)
    return log


def counts(log: RefusalLog) -> tuple[dict[str, int], int]:
    """Return how many resources each common cause concerns, and how many are single."""
    common = {code: len(resources) for code, resources in log.common_causes().items()}
    return common, len(list(log.single_refusals()))


def test_all_of_three_of_a_kind_have_a_common_cause() -> None:
    assert counts(log_of(*[("webinar", PAGE)] * 3)) == ({"refused": 3}, 0)
    assert counts(log_of(*[("webinar", PAGE)] * 2)) == ({}, 2)
    assert counts(log_of(*[("webinar", PAGE)] * 3, read=("webinar",))) == ({}, 3)
    assert counts(log_of(*[("webinar", PAGE)] * 3, read=("panelists",))) == ({"refused": 3}, 0)


def test_a_common_cause_stands_for_others_that_it_struck() -> None:
    log = log_of(*[("webinar", PAGE)] * 3, ("host", PAGE), ("session", ZoomForbiddenError("x")))

    assert counts(log) == ({"refused": 4}, 1)


def test_what_says_something_about_the_resource_is_no_common_cause() -> None:
    for error in (ZoomNotFoundError("x"), ZoomTooOldError("x"), ZoomPlanMissingError("x")):
        assert counts(log_of(*[("session", error)] * 5)) == ({}, 5)


def test_several_causes_of_one_kind_are_told_apart() -> None:
    log = log_of(*[("webinar", PAGE)] * 2, *[("webinar", ZoomBadAnswerError("x"))] * 2)

    assert counts(log) == ({"bad_answer": 2, "refused": 2}, 0)


def test_causes_are_described_without_the_requests() -> None:
    resources = log_of(*[("webinar", PAGE)] * 2, ("host", PAGE)).refused

    assert describe_causes(resources) == "2 × webinar, 1 × host: HTTP 403, code none; a page"
