"""The process that parses is bounded whatever it does."""

import signal
from pathlib import Path

import pytest

from recruitment.core.sandbox import ChildFailedError, stream_lines


def _lines(module: str, orders: object, *, silence_seconds: float = 20.0) -> list[bytes]:
    return list(stream_lines(module, orders, silence_seconds=silence_seconds, line_bound=1024 * 1024))


def _failure(orders: object) -> int | None:
    with pytest.raises(ChildFailedError) as caught:
        _lines("tests.core.speaking", orders)
    return caught.value.signal


def test_it_does_not_know_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "invented")

    assert b"SECRET_KEY" not in _lines("tests.core.speaking", ["show_environment"])


def test_it_cannot_take_more_memory_than_given() -> None:
    assert _failure(["allocate"]) == 0


def test_it_cannot_take_more_processor_time_than_given() -> None:
    assert _failure(["spin"]) in {signal.SIGXCPU, signal.SIGKILL}


def test_it_cannot_write_a_file(tmp_path: Path) -> None:
    assert _failure({"write": str(tmp_path / "a")}) == 0
    assert (tmp_path / "a").stat().st_size == 0


def test_it_cannot_fill_our_memory_with_one_line() -> None:
    assert _failure(["shout"]) == signal.SIGKILL


def test_it_is_not_believed_when_it_stops_short() -> None:
    assert _failure(["stop_short"]) == 0


def test_it_is_ended_when_it_says_nothing() -> None:
    with pytest.raises(ChildFailedError) as caught:
        _lines("tests.core.silent", [], silence_seconds=0.2)

    assert caught.value.signal is None
