"""The account's story undisturbed: what is in marts after each run, and in the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.campaign.account import HOUR, at
from local.campaign.marts import Facts, Tables, read_facts, read_tables
from local.campaign.runs import RunPlan, Theatre
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.campaign.runs import Kind
    from local.postgres import Cluster

STORY = (
    RunPlan("nightly", at("16 04:00")),
    RunPlan("hourly", at("16 14:17")),
    RunPlan("nightly", at("17 04:00")),
    RunPlan("hourly", at("17 10:17")),
    RunPlan("nightly", at("18 04:00")),
)
# The first night after a run of the story by which all sessions so far are a day old; the first
# run's is before somebody removes herself whom nobody but that run might have read.
HEALED_AT = tuple(at(f"{day} 04:00") for day in (17, 18, 18, 18, 19))


@dataclass(frozen=True)
class Stage:
    """A run of the story: the database before it, what is true by then, and what in the end.

    `paths`: what a run then requests, by its kind.
    """

    plan: RunPlan
    paths: Mapping[Kind, tuple[str, ...]]
    database: str
    facts: Facts
    healing: RunPlan
    healed: Tables


def tell_story(cluster: Cluster, theatre: Theatre) -> list[Stage]:
    """Sync the account undisturbed, run by run, and keep the database before each."""
    before = "campaign_before_0"
    cluster.create_database(before, afresh=True)
    migrate(cluster.url(before))
    stages: list[Stage] = []
    facts: Facts = frozenset()
    paths: dict[Kind, tuple[str, ...]] = {}
    for number, plan in enumerate(STORY):
        facts |= _facts_by(cluster, theatre, before, plan)
        paths["nightly"] = paths["backfill"] = theatre.requested_paths()
        after = f"campaign_before_{number + 1}"
        _run_undisturbed(cluster, theatre, after, before, plan)
        paths[plan.kind] = theatre.requested_paths()
        facts |= read_facts(cluster.url(after))
        facts |= _facts_by(cluster, theatre, after, RunPlan("nightly", plan.moment + HOUR))
        if "hourly" not in paths:
            _run_undisturbed(
                cluster, theatre, "campaign_meanwhile", after, RunPlan("hourly", plan.moment + HOUR)
            )
            paths["hourly"] = theatre.requested_paths()
        healing = RunPlan("nightly", HEALED_AT[number])
        _run_undisturbed(cluster, theatre, "campaign_healed", after, healing)
        url = cluster.url("campaign_healed")
        stages.append(Stage(plan, dict(paths), before, facts, healing, read_tables(url)))
        before = after
    return stages


def _facts_by(cluster: Cluster, theatre: Theatre, before: str, plan: RunPlan) -> Facts:
    """Return what a nightly run at a moment would say, whatever runs then in the story."""
    nightly = RunPlan("nightly", plan.moment)
    _run_undisturbed(cluster, theatre, "campaign_meanwhile", before, nightly)
    return read_facts(cluster.url("campaign_meanwhile"))


def _run_undisturbed(
    cluster: Cluster, theatre: Theatre, database: str, before: str, plan: RunPlan
) -> None:
    cluster.create_database(database, afresh=True, template=before)
    report = theatre.run(cluster.url(database), plan, f"undisturbed {plan.moment:%d %H:%M}")
    if not report.success:
        raise RuntimeError(f"the undisturbed run of {plan.moment} failed: {report.message}")
