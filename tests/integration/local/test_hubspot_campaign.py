"""A short campaign of HubSpot: what is disturbed at random never tells what was never true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.campaign.hubspot.account import build_hubspot_account
from local.campaign.hubspot.facts import COMPLETED, NO_SHOW
from local.campaign.hubspot.theatre import HubspotTheatre
from local.campaign.hubspot.trial import try_seed
from local.campaign.hubspot.truth import Story, plan_story, tell_story
from local.campaign.hubspot.watching import is_writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster

SEEDS = (0,)  # `make campaign` has as many as asked for
FIRST_DAY, LAST_DAY = 12, 14
"""In these, webinars are held, told and completed."""


@pytest.fixture(scope="module")
def theatre() -> Iterator[HubspotTheatre]:
    """Serve the campaign's account, and HubSpot."""
    theatre = HubspotTheatre(build_hubspot_account(0))
    yield theatre
    theatre.close()


@pytest.fixture(scope="module")
def story(cluster: Cluster, theatre: HubspotTheatre) -> Story:
    """Sync and push the account's story undisturbed."""
    return tell_story(cluster, theatre, plan_story(FIRST_DAY, LAST_DAY))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_ever_told_that_was_never_true(
    cluster: Cluster, theatre: HubspotTheatre, story: Story, seed: int
) -> None:
    result = try_seed(cluster, theatre, story, seed)

    assert result.wrong == [], str(result)


def test_the_story_has_what_a_fault_could_spoil(story: Story) -> None:
    kinds = {fact[0] for fact in story.first_seen}

    assert {"REGISTERED", "ATTENDED", NO_SHOW, COMPLETED} <= kinds
    # What ended before HubSpot was connected is not told.
    assert all("history" in line for moment in story.moments for line in moment.leftovers)
    assert not is_writing("POST", "/crm/objects/2026-03/contacts/batch/read")
