"""Somebody else who writes meanwhile: a line in the journal of one centre after the other."""

import sys
import threading
from time import perf_counter, sleep
from typing import Any

from bench.product import AFTER, centres_count, product
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record


def write(url: str, *, every: float) -> dict[str, Any]:
    """Write until the input ends; return the longest wait."""
    ended = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(ended,), daemon=True).start()
    waits: list[float] = []
    with product(url, AFTER):
        centres = centres_count()
        while not ended.is_set():
            started = perf_counter()
            with transaction() as session:
                record(session, len(waits) % centres + 1, Line("note_added", person(1), clock.now()))
            waits.append(perf_counter() - started)
            if len(waits) == 1:
                print("ready", flush=True)
            sleep(every)
    return {"writes": len(waits), "longest": max(waits[1:], default=0.0)}


def _wait_for_the_end(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()
