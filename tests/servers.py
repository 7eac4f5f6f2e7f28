"""Real server processes over one database, as a reader's browser meets them.

`python -m tests.servers` is one such process: the application as it is, served by waitress, its clock put at
TREMPLIN_TEST_NOW when that is set (the product's own offset, so that cookies keep the machine's time).
"""

import os
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.error import URLError

from tests import warm
from tests.databases import environment, run_dir
from tests.passwords import CHEAP_HASHER
from tests.warm import Process

START_SECONDS = 60
NOW_VARIABLE = "TREMPLIN_TEST_NOW"


@dataclass(frozen=True)
class LiveServer:
    """Addresses of the processes, the first of them as `url`."""

    urls: tuple[str, ...]
    processes: tuple[Process, ...]

    @property
    def url(self) -> str:
        """Return the first process's address."""
        return self.urls[0]


@contextmanager
def serve(database_url: str, *, processes: int = 1, now: datetime | None = None) -> Iterator[LiveServer]:
    """Serve the application from that many processes; they are stopped on the way out."""
    env = environment(database_url)
    if now is not None:
        env[NOW_VARIABLE] = now.astimezone(UTC).isoformat()
    with ExitStack() as stack:
        started = [stack.enter_context(_process(env)) for _ in range(processes)]
        urls = tuple(f"http://localhost:{_port(process)}" for process in started)
        for url in urls:
            _wait(url)
        yield LiveServer(urls, tuple(started))


@contextmanager
def _process(env: dict[str, str]) -> Iterator[Process]:
    with Process("tests.servers", env=env, stdin=warm.PIPE, stdout=warm.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _port(process: Process) -> int:
    """Return the port that the process says it listens on."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the server process ended before it listened; its error is above")
    return int(line)


def _wait(url: str) -> None:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=START_SECONDS) as answer:  # noqa: S310 - our own address
            answer.read()
    except URLError as error:
        raise RuntimeError(f"{url} does not answer") from error


def _main() -> None:
    """Serve on a free port, which is printed, until the input ends: with the tests, however they end."""
    import threading

    from jinja2 import FileSystemBytecodeCache
    from waitress.server import create_server

    from app import create_app
    from recruitment.core import clock

    app = create_app(overrides={"PASSWORD_HASHER": CHEAP_HASHER})
    templates = run_dir() / "templates"
    templates.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(templates))
    if NOW_VARIABLE in os.environ:
        offset = datetime.fromisoformat(os.environ[NOW_VARIABLE]) - clock.wall()
        clock.simulate(lambda: offset)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    server = create_server(app, sockets=[listener], threads=8)
    print(listener.getsockname()[1], flush=True)  # noqa: T201 - the port, for the test that started us
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    _main()
