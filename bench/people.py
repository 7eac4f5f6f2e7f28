"""People who leave the page open: each polls the counters every 5 s, over a connection that stays open."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.request import urlopen

from bench import engines, measuring
from bench.data import Scale
from bench.measuring import Figure
from bench.product import product, sign_in

SERVER = "gunicorn gthread, 2 processes of 4 threads"


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return what the slowest of them wait."""
    people, seconds = (2_000, 30) if scale.name == "full" else (40, 3)
    url = engines.database(engine, scale)
    with product(url):
        sign_in(people)
    with _served(url) as port:
        found = measuring.child(
            "poll",
            url,
            port=port,
            people=people,
            seconds=seconds,
            centres=scale.centres,
            each=scale.programmes // scale.centres,
        )
    reached = found["p99"] < 0.25 and found["errors"] == 0
    return [
        Figure(
            f"{people} people polling every 5 s for {seconds} s ({SERVER}): p99",
            engine,
            f"{found['polls']} polls, {found['unchanged']:.0%} answered 304",
            f"p50 {found['p50'] * 1000:.0f} ms, p99 {found['p99'] * 1000:.0f} ms, {found['errors']} errors",
            "–",
            "p99 < 250 ms, no error",
            reached,
        )
    ]


@contextmanager
def _served(url: str) -> Iterator[int]:
    """Serve the application as the guide for production does, without the proxy in front."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--worker-connections", "2500", "--backlog", "4096",
        "--keep-alive", "30", "--no-control-socket", "--log-level", "error", "bench.served:application",
    ]  # fmt: skip
    environment = {**os.environ, **engines.environment(url)}
    with subprocess.Popen(command, cwd=engines.ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")
