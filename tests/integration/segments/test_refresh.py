"""Saved segments are computed anew: who entered, who departed, and what is wrong with which."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.builders import add_contact, address, execute, query
from tests.integration.hubspot.state import remove_from_marts
from webinar_sync.__main__ import main
from webinar_sync.errors import InvalidInput
from webinar_sync.runs.run import Run
from webinar_sync.segments import command
from webinar_sync.segments.refresh import refresh_segments
from webinar_sync.segments.report import export_members

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

LOYAL = "select email from marts.filter_attendances_total where attendances_total >= 2"


def save(warehouse: Warehouse, name: str, sql: str, description: str = "") -> None:
    """Save a segment, as SQL by hand does."""
    execute(
        warehouse,
        "insert into settings.segments (name, sql, description) values (:name, :text, :description)"
        " on conflict (name) do update set sql = excluded.sql",
        name=name,
        text=sql,
        description=description,
    )


def refresh(warehouse: Warehouse, run_id: str = "night") -> dict[str, int]:
    """Compute all segments."""
    return refresh_segments(Run(warehouse, run_id), limit_seconds=20)


def members(warehouse: Warehouse, name: str = "loyal") -> list[str]:
    """Return who is in a segment, by the first part of the address."""
    emails = query(
        warehouse,
        "select email from marts.segment_members where segment = :name order by email",
        name=name,
    )
    return [email.split("@")[0] for (email,) in emails]


def issues(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Return the key and the code of open issues of segments."""
    return query(
        warehouse,
        "select object_key, code from sync.errors"
        " where object_kind = 'segment' and cleared_at is null order by 1",
    )


def test_members_enter_and_depart_and_keep_since_when_they_are_in(warehouse: Warehouse) -> None:
    for name, attendances in (("ann", 2), ("bea", 3), ("zoe", 1)):
        add_contact(warehouse, name, attendances=attendances)
    save(warehouse, "loyal", LOYAL, "Came twice")

    counts = refresh(warehouse)

    assert counts == {
        "segments": 1,
        "segment_members": 2,
        "segment_members_entered": 2,
        "segment_members_departed": 0,
    }
    assert members(warehouse) == ["ann", "bea"]
    execute(warehouse, "update marts.segment_members set since = '2026-01-01'")
    add_contact(warehouse, "zoe", attendances=2)
    remove_from_marts(warehouse, "bea")

    counts = refresh(warehouse)

    assert (counts["segment_members_entered"], counts["segment_members_departed"]) == (1, 1)
    assert query(
        warehouse,
        "select split_part(email, '@', 1), since = '2026-01-01' from marts.segment_members"
        " order by 1",
    ) == [("ann", True), ("zoe", False)]
    assert query(
        warehouse, "select segment, description, members, entered, departed from marts.segments"
    ) == [("loyal", "Came twice", 2, 1, 1)]


def test_one_that_is_broken_or_slow_costs_itself_alone_and_says_so_until_it_is_mended(
    warehouse: Warehouse,
) -> None:
    add_contact(warehouse, "ann", attendances=2)
    save(warehouse, "broken", LOYAL)
    save(warehouse, "loyal", LOYAL)
    refresh(warehouse)
    execute(warehouse, "update settings.segments set sql = 'select nothing' where name = 'broken'")
    save(
        warehouse,
        "endless",
        "with recursive n as (select 1 as i union all select i + 1 from n)"
        " select email from marts.contacts where (select max(i) from n) > 0",
    )
    add_contact(warehouse, "zoe", attendances=2)

    counts = refresh_segments(Run(warehouse, "night"), limit_seconds=0.5)

    assert (counts["segments"], counts["segments_broken"]) == (1, 2)
    assert issues(warehouse) == [("broken", "refused"), ("endless", "slow")]
    assert members(warehouse) == ["ann", "zoe"]
    assert members(warehouse, "broken") == ["ann"]
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where object_key = 'broken'"
    )
    assert "keeps the members of its last refresh. It yields no column `email`" in message
    assert "Change the segment's SQL" in remedy

    save(warehouse, "broken", LOYAL)
    execute(warehouse, "delete from settings.segments where name = 'endless'")
    refresh(warehouse)
    assert issues(warehouse) == []
    assert members(warehouse, "broken") == ["ann", "zoe"]


def test_one_that_is_saved_no_more_is_forgotten(warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann", attendances=2)
    save(warehouse, "loyal", LOYAL)
    refresh(warehouse)
    execute(warehouse, "delete from settings.segments")

    refresh(warehouse)

    assert query(warehouse, "select count(*) from marts.segments") == [(0,)]
    assert members(warehouse) == []
    assert refresh(warehouse) == {}


def test_while_marts_are_emptied_nobody_leaves(warehouse: Warehouse) -> None:
    """Somebody truncated them: the next load makes them anew."""
    add_contact(warehouse, "ann", attendances=2)
    save(warehouse, "loyal", LOYAL)
    refresh(warehouse)
    execute(
        warehouse,
        "insert into sync.outcomes (account_id, webinar_id, occurrence_key, subject, subject_key,"
        " email, code, connections, run_id)"
        " values ('a', 1, '', 'registration', 'r', :email, 'synced', 0, 'test')",
        email=address("ann"),
    )
    execute(warehouse, "truncate marts.contacts")

    assert refresh(warehouse) == {}
    assert members(warehouse) == ["ann"]


def test_a_second_refresh_writes_no_member(warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann", attendances=2)
    save(warehouse, "loyal", LOYAL)
    refresh(warehouse)
    before = query(warehouse, "select ctid, xmin, email from marts.segment_members")

    refresh(warehouse)

    assert query(warehouse, "select ctid, xmin, email from marts.segment_members") == before


def test_the_nightly_sync_refreshes_and_the_hourly_does_not(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    world = make_world()
    add_contact(warehouse, "ann", attendances=2)
    save(warehouse, "loyal", LOYAL)

    world.sync(is_full=False)
    assert members(warehouse) == []
    world.sync(is_full=True)
    assert members(warehouse) == ["ann"]


def test_without_segments_a_night_records_no_step(
    warehouse: Warehouse, make_world: Callable[..., World]
) -> None:
    make_world().sync(is_full=True)

    assert query(warehouse, "select count(*) from sync.run_steps where step ~ 'segment'") == [(0,)]


def test_the_settings_refuse_an_address_in_a_segment(warehouse: Warehouse) -> None:
    with pytest.raises(Exception, match="names_nobody"):
        save(warehouse, "ann", f"select '{address('ann')}' as email")


def test_the_command_lists_shows_previews_refreshes_and_exports(
    warehouse: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(action: str, name: str | None = None, file: Path | None = None) -> list[str]:
        assert command.handle(warehouse, action, name, file) == 0
        return capsys.readouterr().out.splitlines()

    assert run("list")[0].startswith("no segment is saved")
    add_contact(warehouse, "ann", attendances=2, first="=cmd()", last=None)
    save(warehouse, "loyal", LOYAL, "Came twice")

    assert run("list") == ["loyal (not computed yet): Came twice"]
    assert run("preview", "loyal") == ["1 members; the next refresh adds 1 and removes 0"]
    with pytest.raises(InvalidInput, match="was not computed yet"):
        run("export", "loyal")
    assert run("refresh") == ["1 segments refreshed, 0 refused"]
    assert run("list") == ["loyal (1 members): Came twice"]
    shown = run("show", "loyal")
    assert shown[0] == LOYAL
    assert any(line.startswith("changed 20") for line in shown)
    assert shown[-1].endswith("1 members, 1 entered, 0 departed")
    header, row = run("export", "loyal")
    assert header == "email,first_name,last_name,since"
    assert row.startswith(f"{address('ann')},'=cmd(),,20")
    run("export", "loyal", tmp_path / "loyal.csv")
    assert (tmp_path / "loyal.csv").read_text().splitlines() == [header, row]
    with pytest.raises(InvalidInput, match="There is no such segment"):
        run("show", "nobody")


def test_who_is_no_contact_any_more_is_not_exported(warehouse: Warehouse) -> None:
    add_contact(warehouse, "ann", attendances=2)
    add_contact(warehouse, "bea", attendances=2)
    save(warehouse, "loyal", LOYAL)
    refresh(warehouse)
    remove_from_marts(warehouse, "bea")

    target = io.StringIO()

    assert export_members(warehouse, "loyal", target) == 1
    assert "bea" not in target.getvalue()


def test_the_command_needs_a_name_where_it_is_about_one_segment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for arguments in (["show"], ["export"], ["list", "loyal"]):
        assert main(["segments", *arguments]) == 1
        assert "take the name of a segment" in capsys.readouterr().err
