"""A contract that Zoom breaks stops the load; one broken row does not. Results hold no values."""

from __future__ import annotations

import dataclasses
import json
import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import requests

from local.campaign.marts import compare, read_tables
from sandbox.zoom import generated
from tests.builders import World, query
from webinar_sync.errors import InvalidInput
from webinar_sync.load.marts import load
from webinar_sync.quality.contracts import ContractError
from webinar_sync.quality.page import render_run
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.tasks import register_contacts
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.zoom.endpoints import encode_uuid
from webinar_sync.zoom.extraction import extract_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.postgres import Cluster


def rename(world: World, path: str, old: str, new: str) -> None:
    """Let the sandbox rename a key in all rows of the answers under a path."""
    fault = {"path_contains": path, "kind": "rename_key", "from": old, "to": new, "times": None}
    requests.post(f"{world.server.url}/_sandbox/faults", json=fault, timeout=60).raise_for_status()


@pytest.mark.parametrize(
    ("path", "key", "source"),
    [
        ("/participants", "user_email", "participants"),
        ("/participants", "join_time", "participants"),
        ("/registrants", "create_time", "registrants"),
        ("/history_meetings", "meeting_uuid", "sessions"),
        ("/v2/webinars/", "host_id", "webinars"),
    ],
)
def test_a_key_renamed_in_all_rows_stops_the_load_and_is_asked_for_again(
    warehouse: Warehouse, path: str, key: str, source: str
) -> None:
    world = World(warehouse, [generated.generate(2)], now=generated.NOW)
    rename(world, path, key, f"new_{key}")

    broken = world.sync()

    assert not broken.success
    assert re.search(f"{source}: .*{key}", broken.message)

    assert query(warehouse, "select count(*) from marts.contacts") == [(0,)]
    ((message, remedy),) = query(
        warehouse, "select message, remedy from sync.errors where code = 'contract_broken'"
    )
    assert key in message
    assert "Nothing is lost" in remedy

    requests.delete(f"{world.server.url}/_sandbox/faults", timeout=60).raise_for_status()
    mended = world.sync()
    world.close()

    assert mended.success, mended.message
    assert query(warehouse, "select count(*) > 0 from marts.contacts") == [(True,)]
    open_errors = "select code from sync.errors where cleared_at is null and code like 'contract%'"
    assert query(warehouse, open_errors) == []


def test_another_accounts_load_does_not_move_the_watermark_past_a_broken_history(
    warehouse: Warehouse,
) -> None:
    broken = generated.generate(2)
    whole = dataclasses.replace(generated.generate(3), client_id="another app")
    world = World(warehouse, [broken, whole], now=generated.NOW)
    rename(world, "/history_meetings", "meeting_uuid", "new_uuid")
    assert not world.sync().success
    requests.delete(f"{world.server.url}/_sandbox/faults", timeout=60).raise_for_status()

    world.accounts = (whole,)
    world.sync()
    moved = query(warehouse, "select account_id from sync.watermarks")
    world.close()

    assert moved == [(whole.account_id,)]
    assert query(
        warehouse,
        "select count(*) from marts.marketing_events"
        " where account_id = :account and status = 'not_held'",
        account=broken.account_id,
    ) == [(0,)]


def test_registrations_of_other_accounts_are_loaded_beside_a_broken_contract(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = generated.generate(2)
    whole = dataclasses.replace(generated.generate(3), client_id="another app")
    monkeypatch.setattr(register_contacts, "zoom_accounts", list)  # only what they are called
    with closing(World(warehouse, [broken, whole], now=generated.NOW)) as world:
        for owner, key in ((broken, "join_time"), (whole, "no such key")):
            rename(world, "/participants", key, "new_key")
            run = Run(warehouse, owner.account_id)
            window = Window(None, generated.NOW, is_exact=False)
            extract_account(run, world.client(owner), window, is_full=True)
            requests.delete(f"{world.server.url}/_sandbox/faults", timeout=60).raise_for_status()

        with pytest.raises(ContractError):
            register_contacts._load_accounts(
                Run(warehouse, "registrations"), [broken.account_id, whole.account_id]
            )

    loaded = query(warehouse, "select distinct account_id from marts.marketing_events")
    assert (whole.account_id,) in loaded


@pytest.mark.parametrize(
    ("path", "key"),
    [("/participants", "join_time"), ("/registrants", "create_time"), ("/v2/webinars/", "host_id")],
)
def test_what_another_load_computes_meanwhile_is_true_and_the_rest_follows(
    warehouse: Warehouse, cluster: Cluster, template: str, path: str, key: str
) -> None:
    """As that of another account, a registration or an erasure: it computes what is marked."""
    account = generated.generate(2)
    with closing(World(warehouse, [account], now=generated.NOW)) as world:
        rename(world, path, key, f"new_{key}")
        assert not world.sync().success

        load(Run(warehouse, "another run"))

        requests.delete(f"{world.server.url}/_sandbox/faults", timeout=60).raise_for_status()
        no_shows_or_settled = (
            "select 1 from marts.participations where state = 'no_show'"
            " union all select 1 from marts.marketing_events where settled_at is not null"
        )
        if path != "/registrants":  # of webinars without registration everything is known
            assert query(warehouse, no_shows_or_settled) == []
        sync_nights(world)
    cluster.create_database("undisturbed", afresh=True, template=template)
    url = cluster.url("undisturbed")
    with (
        Warehouse(url) as undisturbed,
        closing(World(undisturbed, [account], now=generated.NOW)) as world,
    ):
        sync_nights(world)

    actual, expected = read_tables(cluster.url("test_warehouse")), read_tables(url)
    del expected["sync.outcomes"]  # a practice may stand in it with the date that it seemed to have
    assert compare(actual, expected) == []


def sync_nights(world: World) -> None:
    """Sync two nights, and see them succeed."""
    for _ in range(2):
        world.clock.advance(86_400)
        report = world.sync()
        assert report.success, report.message


@pytest.fixture
def awkward(cluster: Cluster, awkward_database: str) -> Iterator[Warehouse]:
    """Return the warehouse into which the awkward account was synced."""
    with Warehouse(cluster.url(awkward_database)) as warehouse:
        yield warehouse


def test_results_hold_row_keys_and_no_values(awkward: Warehouse) -> None:
    text = json.dumps([row[0] for row in query(awkward, "select result from sync.validations")])
    addresses = query(
        awkward,
        "select distinct email from zoom.registrants where email like '%@%'"
        " union select distinct user_email from zoom.connections where user_email like '%@%'",
    )
    names = query(awkward, "select distinct payload ->> 'name' from zoom.connections")

    assert len(addresses) > 50
    assert [email for (email,) in addresses if email.strip() in text] == []
    assert [name for (name,) in names if name and len(name) > 4 and name in text] == []
    rejected = query(awkward, "select row_key from sync.rejected_rows")
    assert any(key in text for (key,) in rejected)


def test_a_page_of_a_run_is_rendered_from_its_results(warehouse: Warehouse) -> None:
    world = World(warehouse, [generated.generate(3)], now=generated.NOW)
    world.sync()
    world.close()

    page = render_run(warehouse, "run 1")

    assert "<html" in page
    assert "participants" in page
    with pytest.raises(InvalidInput, match="run 1"):
        render_run(warehouse, "no such run")


def test_an_odd_report_is_set_aside_and_holds_up_nothing_else(warehouse: Warehouse) -> None:
    account = generated.generate(2)
    world = World(warehouse, [account], now=generated.NOW)
    largest = max(account.sessions, key=lambda session: len(session.connections))
    path = f"{encode_uuid(largest.uuid)}/participants"
    rename(world, path, "join_time", "new_join_time")
    landed = "select count(*) > 0 from zoom.connections where session_uuid = :uuid"
    issues = "select message from sync.errors where object_key = :uuid and cleared_at is null"

    # However often it is read.
    for _ in range(3):
        report = world.sync()
        assert report.success, report.message
        assert query(warehouse, landed, uuid=largest.uuid) == [(False,)]
        ((message,),) = query(warehouse, issues, uuid=largest.uuid)
        assert "join_time" in message
        world.clock.advance(25 * 3600)

    assert query(warehouse, "select count(*) > 0 from marts.participations") == [(True,)]
    assert query(
        warehouse,
        "select count(*) from marts.participations"
        " inner join marts.marketing_events using (account_id, webinar_id, occurrence_key)"
        " where state = 'no_show' and settled_at is null",
    ) == [(0,)]

    requests.delete(f"{world.server.url}/_sandbox/faults", timeout=60).raise_for_status()
    assert world.sync().success
    world.close()
    assert query(warehouse, landed, uuid=largest.uuid) == [(True,)]
    assert query(warehouse, issues, uuid=largest.uuid) == []


def test_an_odd_report_does_not_replace_a_good_one(warehouse: Warehouse) -> None:
    account = generated.generate(2)
    world = World(warehouse, [account], now=generated.NOW)
    assert world.sync().success
    largest = max(account.sessions, key=lambda session: len(session.connections))
    rows = "select row_key, payload from zoom.connections order by row_key"
    before = query(warehouse, rows)
    rename(world, f"{encode_uuid(largest.uuid)}/participants", "join_time", "new_join_time")

    window = Window(None, generated.NOW, True, (largest.webinar_id,))
    report = world.sync(window)
    world.close()

    assert report.success, report.message
    assert query(warehouse, rows) == before


def test_a_history_that_stays_broken_is_not_asked_for_more_and_more(warehouse: Warehouse) -> None:
    world = World(warehouse, [generated.generate(2)], now=generated.NOW)
    assert world.sync().success
    rename(world, "/history_meetings", "meeting_uuid", "new_uuid")
    requests_each_hour = []
    for _ in range(3):
        world.clock.advance(3600)
        world.requests()
        world.sync(is_full=False)
        requests_each_hour.append(world.requests().count("/report/history_meetings"))
    world.close()

    assert requests_each_hour == [requests_each_hour[0]] * 3
