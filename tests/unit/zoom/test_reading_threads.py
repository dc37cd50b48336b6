"""`zoom.reading_threads`: what a refusal costs while resources are read beside each other."""

from __future__ import annotations

import contextlib
from functools import partial

import pytest

from webinar_sync.zoom.errors import ZoomAuthError, ZoomNotFoundError, ZoomUnavailableError
from webinar_sync.zoom.reading_threads import FEWEST_IN_A_ROW, UNAVAILABLE
from webinar_sync.zoom.reading_threads import read_each as read_each_by

read_each = partial(read_each_by, threads=16)


def test_a_refusal_of_one_resource_stands_in_place_of_its_reading() -> None:
    def read(resource: int) -> int:
        if resource == 2:
            raise ZoomNotFoundError("gone")
        if resource == 3:
            raise ZoomUnavailableError("HTTP 503")
        return resource * 10

    readings = dict(read_each([1, 2, 3, 4], read))

    assert readings[1] == 10
    assert readings[4] == 40
    assert isinstance(readings[2], ZoomNotFoundError)
    assert isinstance(readings[3], ZoomUnavailableError)


def test_what_concerns_the_account_ends_the_rest() -> None:
    begun: list[int] = []

    def read(resource: int) -> int:
        begun.append(resource)
        raise ZoomAuthError("refused")

    with pytest.raises(ZoomAuthError):
        list(read_each(range(1000), read))

    assert len(begun) < 1000


def test_several_that_are_not_answered_and_none_that_is_end_the_rest() -> None:
    def read(resource: int) -> int:
        raise ZoomUnavailableError("HTTP 503")

    readings: list[object] = []
    with pytest.raises(ZoomUnavailableError):
        readings.extend(read_each(range(1000), read))

    assert UNAVAILABLE <= len(readings) < 1000


@pytest.mark.parametrize(("unanswered", "is_ended"), [(15, False), (16, True)])
def test_where_some_are_answered_few_threads_are_as_patient_as_sixteen(
    unanswered: int, is_ended: bool
) -> None:
    assert FEWEST_IN_A_ROW == 16

    def read(resource: int) -> int:
        if 0 < resource <= unanswered:
            raise ZoomUnavailableError("HTTP 503")
        return resource

    ends = pytest.raises(ZoomUnavailableError) if is_ended else contextlib.nullcontext()
    with ends:
        assert dict(read_each_by(range(40), read, threads=1))[39] == 39
