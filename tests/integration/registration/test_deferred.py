"""What cannot be decided now is deferred, and holds up nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    MANUAL,
    ODD_FORM,
    OPEN,
    OTHER,
    Scene,
    address,
    execute,
    is_put_off_to_midnight,
    query,
)
from tests.integration.registration.sandbox_zoom import DUE_NOW, fault
from webinar_sync.registration import worker
from webinar_sync.zoom.errors import ZoomAuthError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_zoom_that_is_down_loses_nothing(scene: Scene, warehouse: Warehouse) -> None:
    keys = [scene.ask(OPEN, address(name)) for name in ("ann", "ben")]
    fault(scene, "status", "/webinars/", status=503)

    scene.process_inbox()

    assert [scene.outcome(key)[0] for key in keys] == [None, None]
    ((waits,),) = query(
        warehouse, "select min(not_before) > now() from registration.requests where code is null"
    )
    assert waits
    scene.world.app.faults.clear()
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert Counter(scene.outcome(key)[0] for key in keys) == {"REGISTERED": 2}


def test_the_accounts_daily_limit_waits_for_midnight(scene: Scene, warehouse: Warehouse) -> None:
    key = scene.ask(OPEN, address("ann"))
    fault(scene, "daily_429", f"/webinars/{OPEN}")

    scene.process_inbox()

    assert scene.outcome(key)[0] is None
    ((not_before,),) = query(warehouse, "select not_before from registration.requests")
    assert is_put_off_to_midnight(not_before)


def test_texts_from_zoom_that_postgresql_cannot_store_hold_up_nobody(scene: Scene) -> None:
    odd, key = scene.ask(ODD_FORM, address("ann")), scene.ask(OPEN, address("ann"))

    scene.process_inbox()

    assert scene.outcome(key)[0] == "REGISTERED"
    code, _, message = scene.outcome(odd)
    assert code == "REQUIRED_FIELDS"
    assert message.endswith("email: Why?.")


def test_a_token_that_must_be_mended_fails_the_task_and_keeps_the_requests(
    scene: Scene, warehouse: Warehouse
) -> None:
    key = scene.ask(OPEN, address("ann"))
    not_understood = scene.ask("no number", address("ben"))

    with pytest.raises(ZoomAuthError):
        scene.process_inbox(client_secret="wrong")

    assert scene.outcome(key)[0] is None
    assert scene.outcome(not_understood)[0] == "WEBINAR_ID_NOT_UNDERSTOOD"
    execute(warehouse, DUE_NOW)
    scene.process_inbox()
    assert scene.outcome(key)[0] == "REGISTERED"


def test_a_webinar_that_cannot_be_read_holds_up_no_other(scene: Scene) -> None:
    broken, fine = scene.ask(OPEN, address("ann")), scene.ask(OTHER, address("ann"))
    fault(scene, "html_403", f"/webinars/{OPEN}")

    scene.process_inbox()

    assert scene.outcome(broken)[0] is None
    assert scene.outcome(fine)[0] == "NOT_PRIMARY_BRAND"


def test_a_deferred_request_is_not_due_before_its_time(scene: Scene, warehouse: Warehouse) -> None:
    scene.ask(OPEN, address("ann"))
    execute(
        warehouse,
        "update registration.requests set not_before = :at",
        at=datetime.now(UTC) + timedelta(hours=1),
    )
    scene.world.requests()

    assert scene.process_inbox() == {}
    assert scene.world.requests() == []
    assert query(warehouse, "select count(*) from registration.due") == [(0,)]


def test_an_unexpected_error_at_one_webinar_holds_up_no_other_and_fails_the_task(
    scene: Scene, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_webinar = worker.find_webinar

    def fail_at_one_webinar(*arguments: object) -> object:
        if OPEN in arguments:
            raise RuntimeError("quillfeather@people.example.com")
        return find_webinar(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "find_webinar", fail_at_one_webinar)
    broken, fine = scene.ask(OPEN, address("ann")), scene.ask(MANUAL, address("ann"))

    with pytest.raises(RuntimeError):
        scene.process_inbox()

    assert scene.outcome(broken)[0] is None
    assert scene.outcome(fine)[0] == "PENDING"
    ((reason,),) = query(
        warehouse, "select deferral_reason from registration.requests where code is null"
    )
    assert "quillfeather" not in reason
