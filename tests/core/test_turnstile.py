"""Of several processes that write to SQLite none passes twice while another waits."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from recruitment.core import turnstile
from recruitment.core.turnstile import Turnstile


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "desk.sqlite3")


def wait_until_taken(path: str) -> None:
    """Look from outside until somebody stands at that file."""
    outside = os.open(path, os.O_RDWR)
    try:
        while True:
            try:
                fcntl.flock(outside, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
            fcntl.flock(outside, fcntl.LOCK_UN)
    finally:
        os.close(outside)


def test_who_has_just_written_lets_the_one_who_waits_pass_first(database: str) -> None:
    mine, theirs = Turnstile(database), Turnstile(database)  # two open files: as two processes have them
    passed: list[str] = []

    def they_write() -> None:
        with theirs.passed():
            passed.append("they")

    thread = threading.Thread(target=they_write)
    with mine.passed():
        thread.start()
        wait_until_taken(f"{database}-gate")
        passed.append("me")
    with mine.passed():
        passed.append("me again")
    thread.join()
    assert passed == ["me", "they", "me again"]


def test_who_has_waited_too_long_goes_on(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own waiting begins then."""
    monkeypatch.setattr(turnstile, "LONGEST_WAIT", 0.01)
    mine, theirs = Turnstile(database), Turnstile(database)
    with theirs.passed(), mine.passed():
        pass
    with mine.passed():
        wait_until_taken(f"{database}-place")


def test_a_child_does_not_share_the_locks_of_its_parent(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = turnstile.of(database, None)
    assert known is not None
    assert turnstile.of(database, known) is known
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert turnstile.of(database, known) is not known


def test_where_no_file_can_be_there_is_none(tmp_path: Path) -> None:
    assert turnstile.of(str(tmp_path / "nowhere" / "desk.sqlite3"), None) is None
    assert turnstile.of(None, None) is None
    assert turnstile.of(":memory:", None) is None
