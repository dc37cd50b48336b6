"""A short soak: some hours of a day and the nights after it, as `make soak` plays weeks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from local.campaign.command import fast_cluster
from local.soak.account import build_story
from local.soak.installation import Installation
from local.soak.play import Day, Play
from local.soak.sandboxes import Sandboxes
from local.soak.truth import check_end
from local.soak.verdict import GROWING, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

HOURS = (10, 11)
"""In the first contacts reach the action; in the other a session has ended, and webhooks say so."""

NIGHTS = (1, 3)
"""After the day: one in which something else is held, and one in which that has settled."""


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Play, list[Day]]]:
    """Play the hours, with all processes of an installation."""
    story = build_story(seed=1, days=1)
    sandboxes = Sandboxes(story)
    with (
        fast_cluster() as cluster,
        Installation.started(cluster, sandboxes, story.first_day) as installation,
    ):
        play = Play(story, sandboxes, installation, seed=1)
        days = [play.play_day(0, HOURS), *map(play.play_quiet_night, NIGHTS)]
        yield play, days
    sandboxes.close()


def wrong_in_the_end(play: Play, days: list[Day]) -> list[str]:
    """Return what the soak says of the end."""
    enrolled = sum(day.enrolled for day in days)
    return [*play.wrong, *check_end(play.installation, play.sandboxes, enrolled)]


def test_in_the_end_everything_is_as_the_sandboxes_have_it(played: tuple[Play, list[Day]]) -> None:
    play, days = played

    assert wrong_in_the_end(play, days) == []
    assert days[0].ran.keys() == {
        *("hourly", "nightly", "push", "reconcile", "webhooks", "register")
    }
    assert days[0].enrolled == 50
    assert days[0].events > 50


def test_nothing_is_left_lying_about_and_each_table_is_known(
    played: tuple[Play, list[Day]],
) -> None:
    evenings = played[0].evenings

    assert judge(evenings[-2:]) == []
    assert [(evening.locks, evening.staging) for evening in evenings] == [(0, 0)] * len(evenings)
    assert evenings[-1].tables.keys() >= GROWING.keys()


def test_what_is_lost_is_noticed(played: tuple[Play, list[Day]]) -> None:
    play, days = played
    with psycopg.connect(play.installation.url) as connection:
        connection.execute("delete from marts.participations where state = 'no_show'")
        connection.execute("update marts.contacts set registrations_total = 9")
        connection.execute("delete from sync.outcomes where subject = 'connection'")
        connection.execute("update registration.requests set answered_at = null")
    event = next(iter(play.sandboxes.hubspot.account.events.events.values()))
    event.fields["eventCancelled"] = True

    wrong = wrong_in_the_end(play, days)

    assert {line.split(":")[0] for line in wrong} == {
        *("marts.participations", "marts.contacts", "connections", "registrations"),
        *("HubSpot's events", "HubSpot's participations"),
    }
