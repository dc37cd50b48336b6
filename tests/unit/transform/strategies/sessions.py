"""Made-up sessions: on dates, before and after them, broken off, and out of nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World
    from tests.unit.transform.strategies.dice import Dice

_AROUND_SECONDS = [0, 0, 0, 0, -300, 300, -1500, 400, 700, 1800, -2100, -5400, 5400]
_FAR_SECONDS = [12 * 3600, 12 * 3600 + 1, -12 * 3600, -12 * 3600 - 1, 5 * 3600, -5 * 3600]
_FAR_SECONDS += [90_000, -90_000, -3 * 86_400, -3 * 86_400 - 1, -14 * 86_400, -14 * 86_400 - 1]
_LENGTHS_SECONDS = [0, 1, 60, 300, 599, 600, 899, 900, 1200, 1500, 1800, 2700]


def add_sessions(dice: Dice, world: World, key: Row, starts: list[datetime]) -> list[Row]:
    sessions: list[Row] = []
    for number in range(dice.choose([0, 1, 1, 2, 3, 4])):
        if sessions and dice.once_in(3):
            pause = dice.choose([1, 60, 300, 3540, 3600, 3601, 7200])
            started_at = dice.choose(sessions)["ended_at"] + timedelta(seconds=pause)
        else:
            offset = dice.choose(_AROUND_SECONDS * 2 + _FAR_SECONDS)
            started_at = dice.choose(starts) + timedelta(seconds=offset)
        if any(other["started_at"] == started_at for other in sessions):
            continue
        ended_at = started_at + timedelta(seconds=dice.choose(_LENGTHS_SECONDS))
        state = dice.choose(["settled"] * 5 + ["landed", "failed", "gone", "due"])
        wait = dice.choose([2700, 3600, 86_400])
        sessions.append(
            {
                **key,
                "session_uuid": f"{key['webinar_id']}-{number}/==",
                "started_at": started_at,
                "ended_at": ended_at,
                "host_email": dice.choose(
                    ["host@corp.com", "host@corp.com", "STAGE@corp.com", "", "bob@example.com"]
                ),
                "topic": dice.choose(["Session", None]),
                "state": state,
                "settled_at": ended_at + timedelta(seconds=wait) if state == "settled" else None,
                "occurrence_key": None,
                "is_placement_final": False,
                "was_practice": dice.choose([None] * 10 + [True, False]),
            }
        )
    world["sessions"] += sessions
    return sessions
