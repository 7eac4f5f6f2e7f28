"""200 candidates who answer at the same second, while 10 managers want the last seat, freed by an expiry.

Two server processes; every answer goes by the candidate's own pages, every contract by the board's form.
"""

import sys
from typing import Any

from bench import engines, measuring
from bench.answering import FREED, ON_6_JUNE, ready
from bench.data import SMALL, TEN_THOUSAND, Scale
from bench.measuring import Figure
from bench.serving import SERVER, served

CANDIDATES, MANAGERS = 200, 10


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return how long the slowest waits, and that nothing went wrong."""
    full = scale.name == "full"
    people = CANDIDATES if full else 24
    with engines.copy(engine, TEN_THOUSAND if full else SMALL) as url:
        scene = ready(url, people, MANAGERS)
        with served(url, ON_6_JUNE) as port:
            found = measuring.child("answer", url, port=port, scene=scene)
        after = measuring.child("seats", url, programme=scene["programme"])
    print(f"# told: {', '.join(found['told'])}", file=sys.stderr)
    return [_figure(engine, people, found, after)]


def _figure(engine: str, people: int, found: dict[str, Any], after: dict[str, Any]) -> Figure:
    right = (
        found["errors"] == 0
        and found["answered"] == people
        and found["entered"] == FREED
        and after["seats"] == after["active"] == after["capacity"]
        and after["breaches"] == 0
    )
    return Figure(
        f"{people} candidates answering at once, {MANAGERS} managers for the seat of an expired offer ({SERVER})",
        engine,
        f"{found['entered']} seat taken, {found['refused']} told that it is, {after['breaches']} breaches",
        f"p50 {found['p50'] * 1000:.0f} ms, last {found['last'] * 1000:.0f} ms, {found['errors']} errors",
        "–",
        "no error page, no seat over",
        right,
    )
