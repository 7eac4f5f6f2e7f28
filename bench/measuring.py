"""How each figure is taken: the floor and ours by turns, CPU rather than the clock where others use the machine."""

import gc
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from bench import engines

Round = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `ratio` is what the target speaks of; `reached` is None where nothing was asked."""

    measure: str
    engine: str
    floor: str
    ours: str
    ratio: str
    target: str
    reached: bool | None


def by_turns(rounds: int, *measured: Round) -> list[float]:
    """Return the median of each, all run in turn in every round: what slows the machine slows them alike."""
    found: list[list[float]] = [[] for _ in measured]
    for _ in range(rounds):
        for rank, one in enumerate(measured):
            gc.collect()
            found[rank].append(one())
    return [median(values) for values in found]


def own_cpu() -> float:
    """Return the CPU seconds of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(engine: str, work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work, PostgreSQL's processes included."""
    server = engine == "postgresql"
    before = own_cpu() + (engines.server_cpu() if server else 0.0)
    work()
    return own_cpu() + (engines.server_cpu() if server else 0.0) - before


def wall_of(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def child(name: str, url: str, **arguments: Any) -> dict[str, Any]:
    """Run `bench.children.<name>` in a process of its own; return what it found."""
    with start_child(name, url, **arguments) as process:
        output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{name} ended with status {process.returncode}")
    return json.loads(output.splitlines()[-1])  # type: ignore[no-any-return]


def start_child(name: str, url: str, **arguments: Any) -> "subprocess.Popen[str]":
    """Start such a process; it ends when its input does, if it runs until told."""
    command = [sys.executable, "-m", "bench.children", name, json.dumps(arguments)]
    environment = {**os.environ, **engines.environment(url)}
    return subprocess.Popen(
        command, cwd=engines.ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def times(value: float) -> str:
    """Write a ratio."""
    return f"{value:.2f} ×"


def percent(value: float) -> str:
    """Write a share."""
    return f"{value:.0%}"


def micro(seconds: float) -> str:
    """Write a short time."""
    return f"{seconds * 1e6:,.0f} µs".replace(",", " ")
