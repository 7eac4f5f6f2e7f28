"""The application as the guide for production serves it, without the proxy in front."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from urllib.request import urlopen

from bench import engines

SERVER = "gunicorn gthread, 2 processes of 4 threads"
NOW_VARIABLE = "TREMPLIN_BENCH_NOW"


@contextmanager
def served(url: str, now: datetime | None = None) -> Iterator[int]:
    """Serve the application on a free port, which is given; `now` moves its clock."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--worker-connections", "2500", "--backlog", "4096",
        "--keep-alive", "30", "--no-control-socket", "--log-level", "error", "bench.served:application",
    ]  # fmt: skip
    environment = {**os.environ, **engines.environment(url)}
    if now is not None:
        environment[NOW_VARIABLE] = now.isoformat()
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
