"""F12: SQLite's writers of one process take their turn in the order in which they came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from recruitment.core import turns
from recruitment.core.turns import Turns


@contextmanager
def waiting(queue: Turns, arrived: list[int], rank: int) -> Iterator[threading.Thread]:
    """Start a thread that waits for its turn, and go on once it does."""

    def work() -> None:
        with queue.turn():
            arrived.append(rank)

    before = len(queue._waiting)
    thread = threading.Thread(target=work)
    thread.start()
    while len(queue._waiting) == before and thread.is_alive():
        threading.Event().wait(0.001)
    yield thread


def test_whoever_came_first_is_first_served() -> None:
    queue, arrived, threads = Turns(), list[int](), []
    with queue.turn():
        for rank in range(5):
            with waiting(queue, arrived, rank) as thread:
                threads.append(thread)
        assert arrived == []
    for thread in threads:
        thread.join()
    assert arrived == [0, 1, 2, 3, 4]


def test_a_turn_that_ends_with_an_error_is_handed_over_all_the_same() -> None:
    queue = Turns()
    with pytest.raises(ZeroDivisionError), queue.turn():
        _ = 1 / 0
    with queue.turn():
        pass


def test_who_has_waited_too_long_goes_on_and_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own waiting begins then; the turn that was not had is not handed over."""
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    queue, arrived = Turns(), list[int]()
    with queue.turn():
        with waiting(queue, arrived, 1) as thread:
            thread.join()
        assert arrived == [1]
        assert not queue._waiting
    with queue.turn():
        assert arrived == [1]
