"""`runs.progress`: how far a step is, by a clock that the test hands in."""

from __future__ import annotations

from webinar_sync.runs.progress import Progress, progress_line


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def line_of(progress: Progress) -> str | None:
    row = progress.read()
    return None if row is None else progress_line({"step": "load", **row})


def test_a_line_says_what_is_done_and_left_at_which_pace_and_what_is_waited_for() -> None:
    clock = Clock()
    progress = Progress(clock)
    assert line_of(progress) is None

    progress.begin("webinars", left=1500)
    progress.add(200)
    clock.seconds += 10
    with progress.waiting_for("another load"):
        assert line_of(progress) == (
            "load: 200 webinars done, 1,300 left, 20.0 a second, waits for another load"
        )
    progress.add(1)
    clock.seconds += 10
    assert line_of(progress) == "load: 201 webinars done, 1,299 left, 0.1 a second"


def test_what_is_left_is_counted_once_and_only_when_it_is_told() -> None:
    asked: list[str] = []

    def count() -> int:
        asked.append("left")
        return 40

    progress = Progress(Clock())
    progress.begin("contacts", find_left=count)
    progress.add(60)
    assert asked == []

    assert [line_of(progress), line_of(progress)] == [
        "load: 60 contacts done, 40 left, 0.0 a second"
    ] * 2
    progress.add(30)
    assert line_of(progress) == "load: 90 contacts done, 10 left, 0.0 a second"
    assert asked == ["left"]


def test_nobody_knows_what_is_left_of_what_is_only_counted() -> None:
    clock = Clock()
    requests = [0]
    progress = Progress(clock)
    progress.begin("requests", find_done=lambda: sum(requests))
    progress.watch(lambda: ["answers of Zoom"])
    progress.watch(lambda: ["answers of Zoom", "Zoom's limit of heavy requests a second"])
    clock.seconds += 4
    requests.append(10)

    assert progress.read() == {
        "done": 10,
        "left_over": None,
        "unit": "requests",
        "waits_for": "answers of Zoom, Zoom's limit of heavy requests a second",
        "pace": 2.5,
    }


def test_a_pace_begins_anew_with_what_is_counted_next() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.begin("requests")
    progress.add(1000)
    progress.read()
    progress.begin("readings")
    progress.add(5)
    clock.seconds += 10

    assert line_of(progress) == "load: 5 readings done, 0.5 a second"
