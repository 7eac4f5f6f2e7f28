"""Passes of a job that are killed while the platform is at a call, or at any moment."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests import warm
from tests.databases import environment
from tests.neighbours.platform import Platform
from tests.neighbours.server import Asked, Reply
from tests.warm import Process

WHERE = ("before", "after", "any time")


class Mined(Platform):
    """The platform, which calls `strike` before it acts upon a request, or after and before its answer leaves."""

    where = ""
    countdown = 0
    victim = 0

    def play(self, asked: Asked) -> Reply:
        """Answer, and kill who asked when their turn has come."""
        if self.where == "before":
            self._strike()
        reply = super().play(asked)
        if self.where == "after":
            self._strike()
        return reply

    def _strike(self) -> None:
        self.countdown -= 1
        if self.countdown == 0:
            kill(self.victim)


class Carrier:
    """Starts passes in processes that can be killed."""

    def __init__(self, process: Process, job: str) -> None:
        self._process, self._job = process, job
        assert self._read() == "ready"

    def start(self) -> int:
        """Start a pass; return its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._job}\n")
        self._process.stdin.flush()
        return int(self._read())

    def wait(self) -> int:
        """Return the pass's status once it is over."""
        return int(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def carrier(database_url: str, port: int, job: str) -> Iterator[Carrier]:
    """Run the process that starts passes."""
    hosts = {"TREMPLIN_CONNECTOR_HOSTS": f"127.0.0.1:{port},127.0.0.1"}
    env, pipes = {**environment(database_url), **hosts}, {"stdin": warm.PIPE, "stdout": warm.PIPE}
    with Process("tests.platform.carrier", env=env, **pipes) as process:
        try:
            yield Carrier(process, job)
        finally:
            process.kill()


def kill(process_id: int) -> None:
    """Kill a pass, unless it is over."""
    with suppress(ProcessLookupError):
        os.kill(process_id, signal.SIGKILL)


def killed_once(
    platform: Mined,
    sender: Carrier,
    where: str,
    chance: random.Random,
    longest: float,
    *,
    calls: tuple[int, int] = (2, 9),
) -> bool:
    """Run a pass that is killed at the platform's door, behind it, or at any moment; tell whether it was."""
    platform.countdown = chance.randint(*calls)
    platform.victim = sender.start()
    platform.where = where
    timer = threading.Timer(chance.uniform(0, longest), kill, (platform.victim,))
    if where == "any time":
        timer.start()
    status = sender.wait()
    timer.cancel()
    if timer.ident is not None:
        timer.join()
    platform.where = ""
    return status == -signal.SIGKILL
