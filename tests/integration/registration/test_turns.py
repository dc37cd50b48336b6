"""How long a run takes requests that come in while it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import Scene, execute, query
from webinar_sync.registration.worker import Worker
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

# Nobody knows the webinar, so each is decided without a request to Zoom; then the next comes in.
ENDLESS = """
create function public.ask_once_more() returns trigger language plpgsql as $$
begin
    insert into registration.requests
    (request_key, source, action, webinar, email, first_name, last_name, not_before)
    values (new.request_key || '+', 'workflow', 'add', 'x', 'ann@people.example.com', 'A', 'B',
    '2000-01-01');
    return null;
end $$;
create trigger ask_once_more after update of code on registration.requests
for each row when (length(new.request_key) < 5) execute function public.ask_once_more();
"""


def decided(warehouse: Warehouse) -> list[str]:
    rows = query(
        warehouse,
        "select request_key from registration.requests where code is not null order by 1",
    )
    return [key for (key,) in rows]


def test_what_comes_in_is_taken_for_a_while_and_then_left_to_the_next_run(scene: Scene) -> None:
    execute(scene.warehouse, ENDLESS)
    scene.ask("x", key="k")

    Worker(Run(scene.warehouse, "short"), [], None, turn_seconds=0).process_inbox()
    assert decided(scene.warehouse) == ["k"]

    Worker(Run(scene.warehouse, "long"), [], None).process_inbox()
    assert decided(scene.warehouse) == ["k", "k+", "k++", "k+++", "k++++"]
