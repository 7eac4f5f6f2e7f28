"""A process of its own for a parser that a hostile file could make eat memory, time or more."""

import json
import resource
import selectors
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO

_ROOT = Path(__file__).resolve().parents[2]
_PIPE_BYTES = 256 * 1024
_GRACE_SECONDS = 5


class ChildFailedError(Exception):
    """The process ended badly: by this signal, by an exit status (0), or ended for its silence (None)."""

    def __init__(self, ended_by: int | None) -> None:
        super().__init__(str(ended_by))
        self.signal = ended_by


def confine(*, memory: int, cpu_seconds: int) -> None:
    """Called by the process itself before it touches the file: bounded memory and time, nothing written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stream_lines(
    module: str, orders: object, *, silence_seconds: float, line_bound: int
) -> Generator[bytes, None, None]:
    """Run `python -m module ORDERS` without our environment's secrets, and give its lines as they come.

    The process waits when nobody takes its lines, so that neither side holds the whole. Closing the iterator
    ends it.
    """
    command = [sys.executable, "-m", module, json.dumps(orders)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module; the orders are one argument, no shell
        command,
        cwd=_ROOT,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    ) as child:
        if child.stdout is None:
            raise ChildFailedError(0)
        try:
            yield from _lines(child.stdout, silence_seconds, line_bound)
            status = child.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ChildFailedError(None) from error
        finally:
            child.kill()
    if status:
        raise ChildFailedError(-status if status < 0 else 0)


def _lines(pipe: IO[bytes], silence_seconds: float, line_bound: int) -> Iterator[bytes]:
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(silence_seconds):
                raise ChildFailedError(None)
            data = pipe.read(_PIPE_BYTES)
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            yield from lines
            if len(rest) > line_bound:
                raise ChildFailedError(signal.SIGKILL)
    if rest:
        raise ChildFailedError(0)
